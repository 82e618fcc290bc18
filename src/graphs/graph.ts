import type { DataSource } from 'typeorm';
import type { Principal } from '../core/principal';
import { queryOf, readArraysOf } from '../database/data-source';
import type { EventFeed } from '../events';
import { createAutomlGraph, printableAutomlGraph } from './automl/graph';
import type { AutomlDeps } from './automl/services';
import { createExperimentsGraph, printableExperimentsGraph } from './experiments/graph';
import type { GraphContext, GraphRuntime } from './context';
import { markFinalLeaves } from './final-leaves';
import { asSubgraph, mergeGraphs, type Subgraph } from './federation';

/** The subgraphs by name, as `schema/` has them. */
export const printableSubgraphs = (): Record<string, Subgraph> => ({ automl: printableAutomlGraph(), experiments: printableExperimentsGraph() });

export interface GraphDeps extends AutomlDeps { feed: EventFeed }

/** All subgraphs merged into one schema, which is itself a valid subgraph. */
export function createGraph(deps: GraphDeps): GraphRuntime {
  const { schema, references } = mergeGraphs([createAutomlGraph(deps), createExperimentsGraph(deps)]);
  return runtimeOf(markFinalLeaves(asSubgraph(schema, references)), deps);
}

export function runtimeOf(schema: GraphRuntime['schema'], { db, feed, config }: { db: DataSource; feed: EventFeed; config: { home: string } }): GraphRuntime {
  const query = queryOf(db), readArrays = readArraysOf(db);
  return {
    schema,
    contextFor: (who: Principal, requestId: string): GraphContext => ({ who, requestId, db, query, readArrays, feed, home: config.home, loaders: new Map() }),
  };
}
