import { Directive, Field, Int, ObjectType } from 'type-graphql';
import { PlainField } from '../plain-field';
import { Cursor } from '../scalars';
import { encodeCursor, type OrderBy } from './order';

@Directive('@shareable')
@ObjectType({ description: 'Where a page stands in its list.', simpleResolvers: true })
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether more follow this page.' }) hasNextPage: boolean;
  @Field(() => Boolean, { description: 'Whether some come before this page.' }) hasPreviousPage: boolean;
  @Field(() => Cursor, { nullable: true, description: 'Cursor of the first node; null on an empty page.' }) startCursor: string | null;
  @Field(() => Cursor, { nullable: true, description: 'Cursor of the last node; null on an empty page.' }) endCursor: string | null;
}

/** What a page loader answers: the nodes, and the rest on demand. */
export interface PageOf<T extends object> {
  nodes: T[];
  order: OrderBy[];
  hasNextPage: boolean;
  hasPreviousPage: boolean;
  count: () => Promise<number>;
}

/** Makes the connection and edge types of a node type. `edges`, cursors and `totalCount` cost nothing unless asked for. */
export function connectionOf<T extends object>(name: string, nodeType: () => new () => T) {
  @ObjectType(`${name}Edge`, { simpleResolvers: true, description: `A ${name} and its place in the list.` })
  class Edge {
    @Field(() => Cursor, { description: 'Pass as `after` or `before`.' }) cursor: string;
    @Field(nodeType, { description: `The ${name}.` }) node: T;
  }

  @ObjectType(`${name}Connection`, { simpleResolvers: true, description: `A page of ${name}s.` })
  class Connection {
    constructor(private readonly page?: PageOf<T>) {}
    @PlainField(() => [Edge], { description: 'The nodes with their cursors.' })
    get edges(): Edge[] { return this.page!.nodes.map((node) => ({ node, cursor: encodeCursor(this.page!.order, node) })); }
    @PlainField(() => [nodeType() as never], { description: 'The page itself, in order.' })
    get nodes(): T[] { return this.page!.nodes; }
    @PlainField(() => PageInfo, { description: 'Where this page stands.' })
    get pageInfo(): PageInfo {
      const { nodes, order, hasNextPage, hasPreviousPage } = this.page!;
      const cursor = (node: T | undefined) => (node ? encodeCursor(order, node) : null);
      return { hasNextPage, hasPreviousPage, startCursor: cursor(nodes[0]), endCursor: cursor(nodes.at(-1)) };
    }
    @Field(() => Int, { simple: false, description: 'How many the whole list has, over all pages.' })
    totalCount(): Promise<number> { return this.page!.count(); }
  }
  return Connection;
}
