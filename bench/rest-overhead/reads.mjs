// Three reads of ATM's API, and the same fields as one GraphQL operation each, of the fragments that the REST layer itself uses.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRequire } from 'node:module';
import { project } from '../support/processes.mjs';

const { parse, print, visit } = createRequire(import.meta.url)('graphql');
const fragments = new Map(parse(readFileSync(join(project, 'rest-compat/atm/operations.graphql'), 'utf8')).definitions.filter(({ kind }) => kind === 'FragmentDefinition').map((fragment) => [fragment.name.value, fragment]));

/** An operation with the fragments that it names, and those that they name. */
function withFragments(operation) {
  const used = new Set();
  const collect = (node) => visit(node, { FragmentSpread({ name: { value } }) { if (!used.has(value)) { used.add(value); collect(fragments.get(value)); } } });
  collect(parse(operation));
  return [operation, ...[...used].map((name) => print(fragments.get(name)))].join('\n');
}

export const reads = [
  {
    name: 'a data set (5 dataruns)', path: '/api/datasets/1',
    query: withFragments('{ found: datasetByNumber(number: 1) { ...DatasetColumns dataruns(first: 200) { nodes { ...DatarunColumns } } } }'),
    numbers: { rest: ({ dataruns }) => dataruns.map(({ id }) => id), graphql: ({ found }) => found.dataruns.nodes.map(({ number }) => number) },
  },
  {
    name: 'a page of 100 classifiers', path: '/api/classifiers?results_per_page=100',
    query: withFragments('{ list: classifiers(page: 1, pageSize: 100) { totalCount nodes { ...ClassifierColumns datarun { ...DatarunColumns } hyperpartition { ...HyperpartitionColumns } } } }'),
    numbers: { rest: ({ objects }) => objects.map(({ id }) => id), graphql: ({ list }) => list.nodes.map(({ number }) => number) },
  },
  {
    name: 'a datarun (20 hyperpartitions, 100 classifiers)', path: '/api/dataruns/1',
    query: withFragments('{ found: datarunByNumber(number: 1) { ...DatarunRow hyperpartitions(first: 200) { nodes { ...HyperpartitionColumns } } classifiers(first: 200) { nodes { ...ClassifierColumns } } } }'),
    numbers: { rest: ({ classifiers }) => classifiers.map(({ id }) => id), graphql: ({ found }) => found.classifiers.nodes.map(({ number }) => number) },
  },
];
