import type { GraphQLSchema } from 'graphql';
import type { DataSource } from 'typeorm';
import type { Principal } from '../core/principal';
import type { Query, ReadArrays } from '../database/data-source';
import type { EventFeed } from '../events';

/** One for each request, and one for each event of a subscription: loaders never outlive what they were loaded for. */
export interface GraphContext {
  readonly who: Principal;
  readonly requestId: string;
  readonly db: DataSource;
  readonly query: Query;
  readonly readArrays: ReadArrays;
  readonly feed: EventFeed;
  /** Folder of all data. */
  readonly home: string;
  /** Loaders made so far, by their definition; see `defineLoader`. */
  readonly loaders: Map<object, unknown>;
}

export interface GraphRuntime {
  schema: GraphQLSchema;
  contextFor(who: Principal, requestId: string): GraphContext;
}
