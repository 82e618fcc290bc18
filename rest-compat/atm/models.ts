import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import type { GraphClient } from '../graph-client';
import * as op from './operations.generated';
import { classifierColumns, datarunColumns, datasetColumns, hyperpartitionColumns, withRelations, type Columns } from './wire';

export type Filter = { [field: string]: { eq: number } | { in: number[] } | Filter };
export interface Page<Row> { total: number; rows: Row[] }

/** One of the four kinds of object, and how to read it from the graph. `Row` has the columns and the to-one relations. */
export interface Model<Row extends { number: number } = { number: number }> {
  find(graph: GraphClient, number: number): Promise<Row | null>;
  /** Rows in order of their number. @param page from 1 @param size 1 to 200 */
  page(graph: GraphClient, page: number, size: number, where?: Filter): Promise<Page<Row>>;
  /** The documents of rows, with all relations one level deep, in a number of operations that does not grow with the number of rows. */
  documents(graph: GraphClient, rows: readonly Row[]): Promise<Columns[]>;
  relations: Readonly<Record<string, Relation<Row>>>;
}

/** A way from one object to others. Models name each other, hence the functions. */
export type Relation<Row> =
  | { many: true; model: () => Model; where: (parent: number) => Filter }
  | { many: false; model: () => Model; number(row: Row): number };

interface Connection<Node> { nodes: Node[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } }

/** All children of the given parents, columns only, under their parent's number, each list in order of the child's number. */
async function childrenOf<Node, Field extends string, V extends { after?: string | null }>(
  graph: GraphClient, document: TypedDocumentNode<Record<Field, Connection<Node>>, V>, field: Field,
  variables: V, parentOf: (node: Node) => number, wire: (node: Node) => Columns,
): Promise<(parent: number) => Columns[]> {
  const byParent = new Map<number, Columns[]>();
  for (let after: string | null = null, more = true; more;) {
    const connection: Connection<Node> = (await graph.request(document, { ...variables, after }))[field];
    for (const node of connection.nodes) {
      const parent = parentOf(node), siblings = byParent.get(parent);
      if (siblings) siblings.push(wire(node));
      else byParent.set(parent, [wire(node)]);
    }
    ({ endCursor: after, hasNextPage: more } = connection.pageInfo);
  }
  return (parent) => byParent.get(parent) ?? [];
}

const numbers = (rows: readonly { number: number }[]) => ({ number: { in: rows.map((row) => row.number) } });

export const datasets: Model<op.DatasetColumnsFragment> = {
  find: async (graph, number) => (await graph.request(op.DatasetDocument, { number })).datasetByNumber,
  page: async (graph, page, size, where) => {
    const { totalCount, nodes } = (await graph.request(op.DatasetPageDocument, { page, size, where })).datasets;
    return { total: totalCount, rows: nodes };
  },
  async documents(graph, rows) {
    if (!rows.length) return [];
    const dataruns = await childrenOf(graph, op.DatarunsOfDocument, 'dataruns', { where: { dataset: numbers(rows) } }, (run) => run.dataset.number, datarunColumns);
    return rows.map((row) => withRelations(datasetColumns(row), { dataruns: dataruns(row.number) }));
  },
  relations: { dataruns: { many: true, model: () => dataruns, where: (parent) => ({ dataset: { number: { eq: parent } } }) } },
};

export const dataruns: Model<op.DatarunRowFragment> = {
  find: async (graph, number) => (await graph.request(op.DatarunDocument, { number })).datarunByNumber,
  page: async (graph, page, size, where) => {
    const { totalCount, nodes } = (await graph.request(op.DatarunPageDocument, { page, size, where })).dataruns;
    return { total: totalCount, rows: nodes };
  },
  async documents(graph, rows) {
    if (!rows.length) return [];
    const where = { datarun: numbers(rows) };
    const [hyperpartitions, classifiers] = await Promise.all([
      childrenOf(graph, op.HyperpartitionsOfDocument, 'hyperpartitions', { where }, (node) => node.datarun.number, hyperpartitionColumns),
      childrenOf(graph, op.ClassifiersOfDocument, 'classifiers', { where }, (node) => node.datarun.number, classifierColumns),
    ]);
    return rows.map((row) => withRelations(datarunColumns(row), {
      dataset: datasetColumns(row.dataset), hyperpartitions: hyperpartitions(row.number), classifiers: classifiers(row.number),
    }));
  },
  relations: {
    dataset: { many: false, model: () => datasets, number: (row) => row.dataset.number },
    hyperpartitions: { many: true, model: () => hyperpartitions, where: (parent) => ({ datarun: { number: { eq: parent } } }) },
    classifiers: { many: true, model: () => classifiers, where: (parent) => ({ datarun: { number: { eq: parent } } }) },
  },
};

export const hyperpartitions: Model<op.HyperpartitionRowFragment> = {
  find: async (graph, number) => (await graph.request(op.HyperpartitionDocument, { number })).hyperpartitionByNumber,
  page: async (graph, page, size, where) => {
    const { totalCount, nodes } = (await graph.request(op.HyperpartitionPageDocument, { page, size, where })).hyperpartitions;
    return { total: totalCount, rows: nodes };
  },
  async documents(graph, rows) {
    if (!rows.length) return [];
    const classifiers = await childrenOf(graph, op.ClassifiersOfDocument, 'classifiers', { where: { hyperpartition: numbers(rows) } },
      (node) => node.hyperpartition.number, classifierColumns);
    return rows.map((row) => withRelations(hyperpartitionColumns(row), { datarun: datarunColumns(row.datarun), classifiers: classifiers(row.number) }));
  },
  relations: {
    datarun: { many: false, model: () => dataruns, number: (row) => row.datarun.number },
    classifiers: { many: true, model: () => classifiers, where: (parent) => ({ hyperpartition: { number: { eq: parent } } }) },
  },
};

export const classifiers: Model<op.ClassifierRowFragment> = {
  find: async (graph, number) => (await graph.request(op.ClassifierDocument, { number })).classifierByNumber,
  page: async (graph, page, size, where) => {
    const { totalCount, nodes } = (await graph.request(op.ClassifierPageDocument, { page, size, where })).classifiers;
    return { total: totalCount, rows: nodes };
  },
  documents: async (_graph, rows) => rows.map((row) => withRelations(classifierColumns(row), {
    datarun: datarunColumns(row.datarun), hyperpartition: hyperpartitionColumns(row.hyperpartition),
  })),
  relations: {
    datarun: { many: false, model: () => dataruns, number: (row) => row.datarun.number },
    hyperpartition: { many: false, model: () => hyperpartitions, number: (row) => row.hyperpartition.number },
  },
};

export const models = { datasets, dataruns, hyperpartitions, classifiers } as const;
