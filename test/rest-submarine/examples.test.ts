import Ajv from 'ajv';
import { submarineOpenApi } from '../../rest-compat/submarine';
import { profiles, submarineServer, type SubmarineServer } from './support/submarine-server';

// Every operation of the documentation page, sent as the page would send it, in the order in which somebody would try them.

interface Parameter { name: string; in: string; example?: string }
interface Operation { parameters?: Parameter[]; requestBody?: { content: Record<string, { examples?: Record<string, { value: unknown }> }> }; responses: Record<string, { content: Record<string, { schema: object }> }> }

let submarine: SubmarineServer;
beforeAll(async () => { submarine = await submarineServer(); }, 60_000);
afterAll(() => submarine?.close());

const document = submarineOpenApi(), ajv = new Ajv({ strict: false, allErrors: true, logger: false });

/** A schema of OpenAPI 3.0 as JSON Schema has it. */
function asJsonSchema(value: any): any {
  if (Array.isArray(value)) return value.map(asJsonSchema);
  if (typeof value !== 'object' || value === null) return value;
  const { nullable, $ref, ...rest } = value;
  const schema = { ...Object.fromEntries(Object.entries(rest).map(([key, inner]) => [key, asJsonSchema(inner)])), ...($ref && { $ref: $ref.replace('#/components/schemas/', 'http://submarine.test/schemas/') }) };
  return nullable ? { anyOf: [{ type: 'null' }, schema] } : schema;
}
for (const [name, schema] of Object.entries(document.components.schemas)) ajv.addSchema(asJsonSchema(schema), `http://submarine.test/schemas/${name}`);

const operations = Object.entries(document.paths).flatMap(([path, { parameters = [], ...methods }]) =>
  (Object.entries(methods) as [string, Operation][]).map(([method, operation]) => ({ id: (operation as { operationId?: string }).operationId!, method, path, operation, shared: parameters as Parameter[] })));

/** @param names what stands for an example in the path */
async function run(id: string, headers: Record<string, string>, names: Record<string, string> = {}): Promise<any[]> {
  const { method, path, operation, shared } = operations.find((one) => one.id === id)!;
  const url = path.replace('/api/v1', '').replace(/\{(\w+)\}/g, (_, name) => names[name] ?? [...operation.parameters ?? [], ...shared].find((parameter) => parameter.name === name)!.example!);
  const bodies = operation.requestBody ? Object.values(operation.requestBody.content['application/json']!.examples!).map(({ value }) => value) : [undefined];
  const results: any[] = [];
  for (const body of bodies) {
    const { status, json } = await submarine.send(method.toUpperCase(), url, body, headers);
    const schema = operation.responses[status]?.content['application/json']?.schema;
    if (!schema) throw new Error(`${id}: ${status} is not documented: ${JSON.stringify(json)}`);
    const valid = ajv.validate(asJsonSchema(schema), json);
    expect([id, status, valid ? [] : ajv.errors, valid || json]).toEqual([id, id === 'setStatus' ? 403 : 200, [], true]);
    results.push(json.result);
  }
  tried.add(id);
  return results;
}
const tried = new Set<string>();

describe.each(profiles)('profile %s', (_profile, headers) => {
  it('environments', async () => {
    const [{ environmentSpec }, other] = await run('createEnvironment', headers);
    expect(environmentSpec.name).toBe('my-submarine-env');
    for (const id of ['listEnvironments', 'getEnvironment']) await run(id, headers);
    // Its second example would rename it.
    expect(await submarine.send('DELETE', `/environment/${other.environmentSpec.name}`, undefined, headers)).toMatchObject({ status: 200 });
    await run('updateEnvironment', headers);
    await run('deleteEnvironment', headers, { id: 'my-image' });
  });

  it('templates', async () => {
    await run('createTemplate', headers);
    await run('listTemplates', headers);
    await run('getTemplate', headers);
    await run('updateTemplate', headers, { id: 'hello' });
    await run('deleteTemplate', headers, { id: 'hello' });
  });

  it('experiments', async () => {
    const [{ experimentId: id }, other] = await run('createExperiment', headers);
    const [{ experimentId: ofTemplate }] = await run('submitTemplate', headers);
    for (const operation of ['getExperiment', 'patchExperiment', 'getLog', 'getArtifacts', 'setStatus']) await run(operation, headers, { id });
    for (const operation of ['listExperiments', 'listLogs', 'ping', 'tensorboard', 'mlflow']) await run(operation, headers);
    for (const one of [id, ofTemplate, other.experimentId]) await run('deleteExperiment', headers, { id: one });
  });
});

it('no operation was left out', () => expect(operations.map(({ id }) => id).filter((id) => !tried.has(id))).toEqual([]));
