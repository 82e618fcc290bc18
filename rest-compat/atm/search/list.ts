import { GraphFailure, type GraphClient } from '../../graph-client';
import { Refused } from '../errors';
import type { Model } from '../models';
import { rowsOf, type ReadPage, type Window } from '../paging';
import { searchOf } from '.';
import { unsearchable } from './refusal';

/** The list that a request asks for, and whether it asks for the one object in it. */
export interface List<Row> { read: ReadPage<Row>; window?: Window; single: boolean }

export const wholeList = <Row extends { number: number }>(graph: GraphClient, { page: operation }: Model<Row>): List<Row> =>
  ({ read: async (page, size) => (await graph.request(operation, { page, size })).list, single: false });

/** @throws Refused 400 */
export function searchedList<Row extends { number: number }>(graph: GraphClient, { search, columns }: Model<Row>, q: string): List<Row> {
  const { where, orderBy, window, single } = searchOf(columns, q);
  const read: ReadPage<Row> = async (page, size) => {
    try {
      return (await graph.request(search, { where, orderBy, page, size })).list;
    } catch (error) {
      // What is left for the graph to refuse are its limits.
      if (error instanceof GraphFailure && error.code === 'BAD_USER_INPUT') throw unsearchable(error.message);
      throw error;
    }
  };
  return { read, window, single };
}

/** @throws Refused 404 where there is none, 400 where there are several */
export async function onlyRow<Row>(read: ReadPage<Row>, window?: Window): Promise<Row> {
  const { total, rows } = await rowsOf(read, { page: 1, size: 2 }, window);
  if (!rows.length) throw new Refused(404, 'No result found', 'NotFound');
  if (total > 1) throw new Refused(400, 'Multiple results found');
  return rows[0]!;
}
