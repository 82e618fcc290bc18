import { ArgsType, Field, Int } from 'type-graphql';
import { BadInput } from '../../core/errors';
import { Cursor } from '../scalars';

export const MAX_PAGE = 200;

@ArgsType()
export class PageArgs {
  @Field(() => Int, { nullable: true, description: `How many from the front, 0 to ${MAX_PAGE}; 20 when nothing is said, unless the list names another number.` }) first?: number;
  @Field(() => Cursor, { nullable: true, description: 'Only what comes after this cursor.' }) after?: string;
  @Field(() => Int, { nullable: true, description: `How many from the end, 0 to ${MAX_PAGE}.` }) last?: number;
  @Field(() => Cursor, { nullable: true, description: 'Only what comes before this cursor.' }) before?: string;
}

@ArgsType()
export class NumberedPageArgs extends PageArgs {
  @Field(() => Int, { nullable: true, description: 'Page number from 1, instead of cursors.' }) page?: number;
  @Field(() => Int, { nullable: true, description: `Size of a numbered page, 1 to ${MAX_PAGE}; 20 when nothing is said, unless the list names another number.` }) pageSize?: number;
}

/** What a page asks of the database. */
export interface PageRequest {
  size: number;
  backwards: boolean;
  after?: string;
  before?: string;
  offset: number;
}

/** @throws BadInput naming the argument that cannot be used */
export function pageRequest(args: Partial<NumberedPageArgs>, defaultSize = 20): PageRequest {
  const numbered = args.page != null || args.pageSize != null;
  const cursors = args.first != null || args.last != null || args.after != null || args.before != null;
  if (numbered && cursors) throw new BadInput('Use either page/pageSize or first/after/last/before, not both.', ['page']);
  if (args.first != null && args.last != null) throw new BadInput('Use either first or last, not both.', ['last']);
  if (numbered) {
    const size = inRange(args.pageSize ?? 20, 1, 'pageSize'), page = args.page ?? 1;
    if (page < 1 || page > 10_000_000) throw new BadInput(`page must be 1 or more, not ${page}.`, ['page']);
    return { size, backwards: false, offset: (page - 1) * size };
  }
  const backwards = args.last != null;
  const size = backwards ? inRange(args.last!, 0, 'last') : inRange(args.first ?? defaultSize, 0, 'first');
  return { size, backwards, offset: 0, after: args.after ?? undefined, before: args.before ?? undefined };
}

function inRange(size: number, least: number, name: string): number {
  if (size < least || size > MAX_PAGE) throw new BadInput(`${name} must be ${least} to ${MAX_PAGE}, not ${size}.`, [name]);
  return size;
}
