export { decodeCursor, encodeCursor } from './cursor';
export { EventFeed, type EventFeedOptions } from './event-feed';
export { EventSource, type EventRoot, type EventSourceOptions } from './event-source';
export { pruneEvents, type Retention } from './retention';
export type { StoredEvent } from './stored-event';
