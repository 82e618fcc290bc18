import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Validator } from '@seriousme/openapi-schema-validator';
import { buildSchema, isEnumType } from 'graphql';
import { atmOpenApi } from '../../rest-compat/atm/openapi';
import { newRun } from '../../rest-compat/atm/input';
import { swagger } from '../../rest-compat/atm/swagger';

const root = join(__dirname, '../..');

it('the OpenAPI 3.0 document is valid', async () => {
  const answer = await new Validator().validate({ info: { title: 'ATM', version: '1' }, ...structuredClone(atmOpenApi()) });
  expect(answer).toMatchObject({ valid: true });
});

it('the Swagger 2.0 document is valid and names the collections under /api', async () => {
  const document = structuredClone(swagger('1', 'http://127.0.0.1:5000'));
  expect(await new Validator().validate(document)).toMatchObject({ valid: true });
  expect(document).toMatchObject({ swagger: '2.0', host: '127.0.0.1:5000', basePath: '/api', schemes: ['http'] });
  expect(Object.keys(document.paths as object).sort()).toEqual([
    '/classifiers', '/classifiers/{classifierId}', '/dataruns', '/dataruns/{datarunId}', '/datasets', '/datasets/{datasetId}', '/hyperpartitions', '/hyperpartitions/{hyperpartitionId}']);
});

it('every operation has a name of its own', () => {
  const ids = Object.values(atmOpenApi().paths).flatMap((path) => Object.values(path as object).map((operation) => operation.operationId));
  expect(new Set(ids).size).toBe(ids.length);
});

it('of every object it is said what its properties are: a generated client takes silence for none', () => {
  const silent: string[] = [];
  const walk = (value: unknown, place: string): void => {
    if (typeof value !== 'object' || value === null) return;
    if ((value as { type?: unknown }).type === 'object' && !('properties' in value) && !('additionalProperties' in value)) silent.push(place);
    for (const [key, inner] of Object.entries(value)) walk(inner, `${place}/${key}`);
  };
  walk(atmOpenApi(), 'openapi');
  walk(swagger('1', 'http://127.0.0.1:5000'), 'swagger');
  expect(silent).toEqual([]);
});

it('what the original did not have is marked', () => {
  const operations = Object.entries(atmOpenApi().paths).flatMap(([path, methods]) => Object.entries(methods as Record<string, { tags: string[] }>).map(([method, { tags }]) => ({ route: `${method} ${path}`, tags })));
  expect(operations.filter(({ tags }) => tags.includes('Additions')).map(({ route }) => route).sort()).toEqual([
    'delete /api/dataruns/{id}', 'delete /api/datasets/{id}', 'get /api/dataruns/{id}/leaderboard', 'post /api/classifiers/{id}/predict', 'post /api/dataruns/{id}/cancel',
    'post /api/dataruns/{id}/pause', 'post /api/dataruns/{id}/predict', 'post /api/dataruns/{id}/resume']);
});

it('the choices of /api/run are those of the graph', () => {
  const schema = buildSchema(readFileSync(join(root, 'schema/automl.graphql'), 'utf8').replace(/^extend schema[^\n]*\n/, ''), { assumeValidSDL: true });
  const choices = { budget_type: 'BudgetType', metric: 'ScoreMetric', score_target: 'ScoreTarget', tuner: 'Tuner', selector: 'Selector' } as const;
  for (const [field, name] of Object.entries(choices)) {
    const type = schema.getType(name);
    if (!isEnumType(type)) throw new Error(`${name} is no enum`);
    expect(newRun.shape[field as keyof typeof choices].unwrap().unwrap().options).toEqual(type.getValues().map((value) => value.name.toLowerCase()));
  }
});
