import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import type { GraphClient } from '../graph-client';
import * as op from './operations.generated';
import * as searchable from './search/columns';
import type { Order, Where } from './search/conditions';
import { classifierColumns, datarunColumns, datasetColumns, hyperpartitionColumns, withRelations, type Columns } from './wire';

interface Numbered { number: number }

/** A page of rows. Pages count from 1; sizes are 1 to 200. */
export type PageOperation<Row, V = object> = TypedDocumentNode<{ list: { totalCount: number; nodes: Row[] } }, V & { page: number; size: number }>;

/** One of the four kinds of object, and how to read it from the graph. A `Row` has the columns and the to-one relations. */
export interface Model<Row extends Numbered = Numbered> {
  readonly find: TypedDocumentNode<{ found: Row | null }, { number: number }>;
  /** In order of their number. */
  readonly page: PageOperation<Row>;
  /** As asked for by `q`; what `columns` make of it fits. */
  readonly search: PageOperation<Row, { where: Where; orderBy: Order[] }>;
  readonly columns: searchable.Searchable;
  readonly relations: Readonly<Record<string, Relation<Row>>>;
  /** To-many relations of the objects with these numbers, columns only; absent where there are none. Needs no rows, so it can be read beside them. */
  children?(graph: GraphClient, numbers: readonly number[]): Promise<Children>;
  /** The documents of rows, with all relations one level deep, in a number of operations that does not grow with the number of rows. A row that was deleted meanwhile may have none. */
  documents(graph: GraphClient, rows: readonly Row[], children?: Promise<Children>): Promise<Columns[]>;
}

/** By the number of their parent: lists, by the names of the relations. */
export type Children = (parent: number) => Columns;

/** A way from one object to others. Models name each other, hence the functions. */
export type Relation<Row> =
  | { many: true; model: () => Model; page: PageOperation<Numbered, { parent: number }> }
  | { many: false; model: () => Model; number(row: Row): number };

type ChildrenOperation<Node> = TypedDocumentNode<
  { list: { nodes: Node[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } } }, { parents: number[]; after?: string | null }>;

/** All children of the objects with these numbers, columns only, under their parent's number; each list in order of the child's number. */
async function childrenOf<Node>(
  graph: GraphClient, operation: ChildrenOperation<Node>, numbers: readonly number[], parentOf: (node: Node) => Numbered, wire: (node: Node) => Columns,
): Promise<(parent: number) => Columns[]> {
  const byParent = new Map<number, Columns[]>(numbers.map((number) => [number, []]));
  const parents = [...byParent.keys()];
  for (let after: string | null = null, more = parents.length > 0; more;) {
    const { list }: { list: { nodes: Node[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } } } = await graph.request(operation, { parents, after });
    for (const node of list.nodes) byParent.get(parentOf(node).number)!.push(wire(node));
    ({ endCursor: after, hasNextPage: more } = list.pageInfo);
  }
  return (parent) => byParent.get(parent)!;
}

const numbersOf = (rows: readonly Numbered[]) => rows.map(({ number }) => number);
const byNumber = <Row extends Numbered>(nodes: readonly Row[], wire: (row: Row) => Columns) => new Map(nodes.map((row) => [row.number, wire(row)]));

export const datasets: Model<op.DatasetColumnsFragment> = {
  find: op.DatasetDocument,
  page: op.DatasetPageDocument,
  search: op.DatasetSearchDocument,
  columns: searchable.datasets,
  relations: { dataruns: { many: true, model: () => dataruns, page: op.DatarunPageOfDatasetDocument } },
  async children(graph, numbers) {
    const runs = await childrenOf(graph, op.DatarunsOfDatasetsDocument, numbers, (run) => run.dataset, datarunColumns);
    return (parent) => ({ dataruns: runs(parent) });
  },
  async documents(graph, rows, children = datasets.children!(graph, numbersOf(rows))) {
    const of = await children;
    return rows.map((row) => withRelations(datasetColumns(row), of(row.number)));
  },
};

export const dataruns: Model<op.DatarunRowFragment> = {
  find: op.DatarunDocument,
  page: op.DatarunPageDocument,
  search: op.DatarunSearchDocument,
  columns: searchable.dataruns,
  relations: {
    dataset: { many: false, model: () => datasets, number: (row) => row.dataset.number },
    hyperpartitions: { many: true, model: () => hyperpartitions, page: op.HyperpartitionPageOfDatarunDocument },
    classifiers: { many: true, model: () => classifiers, page: op.ClassifierPageOfDatarunDocument },
  },
  async children(graph, numbers) {
    const [parts, trials] = await Promise.all([
      childrenOf(graph, op.HyperpartitionsOfDatarunsDocument, numbers, (part) => part.datarun, hyperpartitionColumns),
      childrenOf(graph, op.ClassifiersOfDatarunsDocument, numbers, (trial) => trial.datarun, classifierColumns),
    ]);
    return (parent) => ({ classifiers: trials(parent), hyperpartitions: parts(parent) });
  },
  async documents(graph, rows, children = dataruns.children!(graph, numbersOf(rows))) {
    const of = await children;
    return rows.map((row) => withRelations(withRelations(datarunColumns(row), of(row.number)), { dataset: datasetColumns(row.dataset) }));
  },
};

export const hyperpartitions: Model<op.HyperpartitionRowFragment> = {
  find: op.HyperpartitionDocument,
  page: op.HyperpartitionPageDocument,
  search: op.HyperpartitionSearchDocument,
  columns: searchable.hyperpartitions,
  relations: {
    datarun: { many: false, model: () => dataruns, number: (row) => row.datarun.number },
    classifiers: { many: true, model: () => classifiers, page: op.ClassifierPageOfHyperpartitionDocument },
  },
  async children(graph, numbers) {
    const trials = await childrenOf(graph, op.ClassifiersOfHyperpartitionsDocument, numbers, (trial) => trial.hyperpartition, classifierColumns);
    return (parent) => ({ classifiers: trials(parent) });
  },
  async documents(graph, rows, children = hyperpartitions.children!(graph, numbersOf(rows))) {
    const of = await children;
    return rows.map((row) => withRelations(withRelations(hyperpartitionColumns(row), of(row.number)), { datarun: datarunColumns(row.datarun) }));
  },
};

export const classifiers: Model<op.ClassifierColumnsFragment> = {
  find: op.ClassifierDocument,
  page: op.ClassifierPageDocument,
  search: op.ClassifierSearchDocument,
  columns: searchable.classifiers,
  relations: {
    datarun: { many: false, model: () => dataruns, number: (row) => row.datarun.number },
    hyperpartition: { many: false, model: () => hyperpartitions, number: (row) => row.hyperpartition.number },
  },
  async documents(graph, rows) {
    if (!rows.length) return [];
    const parents = await graph.request(op.ParentsOfClassifiersDocument, {
      dataruns: [...new Set(rows.map((row) => row.datarun.number))], hyperpartitions: [...new Set(rows.map((row) => row.hyperpartition.number))],
    });
    const runs = byNumber(parents.dataruns.nodes, datarunColumns), parts = byNumber(parents.hyperpartitions.nodes, hyperpartitionColumns);
    return rows.flatMap((row) => {
      const datarun = runs.get(row.datarun.number), hyperpartition = parts.get(row.hyperpartition.number);
      return datarun && hyperpartition ? [withRelations(classifierColumns(row), { datarun, hyperpartition })] : [];
    });
  },
};

export const models = { datasets, dataruns, hyperpartitions, classifiers } as const;
