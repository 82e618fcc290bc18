import { Validator } from '@seriousme/openapi-schema-validator';
import { submarineOpenApi } from '../../rest-compat/submarine';
import { checked } from '../../rest-compat/submarine/body';
import { jobInput } from '../../rest-compat/submarine/job-input';
import { experimentSpec } from '../../rest-compat/submarine/spec-schema';

const operations = () => Object.entries(submarineOpenApi().paths).flatMap(([path, item]) =>
  Object.entries(item).filter(([method]) => method !== 'parameters').map(([method, operation]) => ({ route: `${method} ${path}`, ...operation as { operationId: string; responses: object; requestBody?: any } })));

it('the document is valid', async () => {
  expect(await new Validator().validate({ info: { title: 'Submarine', version: '1' }, ...structuredClone(submarineOpenApi()) })).toMatchObject({ valid: true });
});

it('every operation has a name of its own', () => {
  const ids = operations().map(({ operationId }) => operationId);
  expect(new Set(ids).size).toBe(ids.length);
});

it('of every object it is said what its properties are: a generated client takes silence for none', () => {
  const silent: string[] = [];
  const walk = (value: unknown, place: string): void => {
    if (typeof value !== 'object' || value === null) return;
    if ((value as { type?: unknown }).type === 'object' && !('properties' in value) && !('additionalProperties' in value)) silent.push(place);
    for (const [key, inner] of Object.entries(value)) walk(inner, `${place}/${key}`);
  };
  walk(submarineOpenApi(), '');
  expect(silent).toEqual([]);
});

it('the examples of experiments are requests that are taken', () => {
  const bodies = operations().filter(({ requestBody }) => requestBody?.content['application/json'].schema.$ref.endsWith('/ExperimentSpec')).flatMap(({ requestBody }) => Object.values(requestBody?.content['application/json'].examples ?? {}) as { value: unknown }[]);
  expect(bodies.length).toBeGreaterThan(2);
  for (const { value } of bodies) expect(jobInput(checked(experimentSpec, { value, ignoresUnknown: false }), 500).roles).toHaveLength(2);
});
