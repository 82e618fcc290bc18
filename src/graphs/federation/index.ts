export { federationSdl } from './sdl';
export { asSubgraph } from './subgraph';
export { mergeGraphs } from './merge';
export type { EntityRef, Reference, References, Subgraph } from './reference';
