import { Validator } from '@seriousme/openapi-schema-validator';
import { answerChecker, atmServer, startWorker, type AtmServer } from './support/atm-server';
import { writeDemos } from './support/demos';

// Every operation of the documentation page, sent as the page would send it: its examples, the defaults of its parameters.

interface Operation { operationId: string; parameters?: { name: string; in: string; example?: unknown; schema: { default?: unknown } }[]; requestBody?: { content: Record<string, { example?: unknown; examples?: Record<string, { value: unknown }> }> }; responses: Record<string, { content?: Record<string, { schema: { $ref?: string } }> }> }

/** Their examples are of an experiment; test/experiments and test/rest-submarine ask for them. */
const OF_EXPERIMENTS = /^\/(artefacts\/(outputs|components)|api\/v1)\//;

let atm: AtmServer, document: { paths: Record<string, Record<string, Operation>> }, operations: { method: string; path: string; operation: Operation }[];
const check = answerChecker(), tried = new Set<string>();
beforeAll(async () => {
  atm = await atmServer();
  writeDemos(atm.folder);
  document = JSON.parse((await atm.get('/openapi.json')).text);
  operations = Object.entries(document.paths).filter(([path]) => !OF_EXPERIMENTS.test(path)).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ method, path, operation })));
}, 60_000);
afterAll(() => atm?.close());

/** Sends an operation with each of its examples. @returns the statuses */
async function run(operationId: string): Promise<number[]> {
  const { method, path, operation } = operations.find(({ operation }) => operation.operationId === operationId)!;
  const parameters = operation.parameters ?? [];
  const url = path.replace(/\{(\w+)\}/g, (_, name) => String(parameters.find((parameter) => parameter.in === 'path' && parameter.name === name)!.example));
  const query = new URLSearchParams(parameters.flatMap((parameter) => (parameter.in === 'query' && parameter.schema.default !== undefined ? [[parameter.name, String(parameter.schema.default)]] : [])));
  const bodies = operation.requestBody ? Object.entries(operation.requestBody.content).flatMap(([type, { example, examples }]) => [...(example === undefined ? [] : [example]), ...Object.values(examples ?? {}).map(({ value }) => value)]
    .map((value) => ({ headers: { 'content-type': type }, body: typeof value === 'string' ? value : JSON.stringify(value) }))) : [{}];
  expect(bodies).not.toEqual([]);
  const statuses: number[] = [];
  for (const body of bodies) {
    const answer = await atm.send(`${url}?${query}`, { method: method.toUpperCase(), ...body });
    const documented = operation.responses[answer.status];
    if (!documented || answer.status >= 300) throw new Error(`${operationId}: ${answer.status} ${answer.text.slice(0, 500)}`);
    const content = documented.content, type = answer.headers.get('content-type')?.split(';')[0];
    if (content) expect(Object.keys(content)).toContain(type);
    const schema = content?.[type!]?.schema.$ref?.split('/').at(-1);
    if (schema) check(schema, answer.json);
    statuses.push(answer.status);
  }
  tried.add(operationId);
  return statuses;
}

it('the whole document is valid', async () => {
  expect(await new Validator().validate(structuredClone(document))).toMatchObject({ valid: true });
});

it('a data set is registered, a search runs, waits, goes on and is ended', async () => {
  expect(await run('createDataset')).toEqual([201, 201]);
  expect(await run('run')).toEqual([200, 200, 200]);
  const stop = await startWorker(atm);
  await new Promise<void>((resolve) => {
    const look = async () => { if ((await atm.get('/api/classifiers/1')).json.status === 'complete') { off(); resolve(); } };
    const off = atm.feed.on('datarun', 'dr_1', () => void look());
    void look();
  });
  for (const operation of ['pauseDatarun', 'resumeDatarun', 'cancelDatarun']) expect(await run(operation)).toEqual([200]);
  await atm.run('mutation { b: cancelDatarun(id: "dr_2") { id } c: cancelDatarun(id: "dr_3") { id } }');
  await stop();
});

it('everything is read, and predicts', async () => {
  for (const { method, operation: { operationId } } of operations) if (method === 'get') expect([operationId, await run(operationId)]).toEqual([operationId, [200]]);
  for (const operation of ['predict', 'predictByClassifier']) expect(await run(operation)).toEqual([200, 200]);
});

it('and deleted', async () => {
  for (const operation of ['deleteDatarun', 'deleteDataset']) expect(await run(operation)).toEqual([204]);
});

it('no operation was left out', () => {
  expect(operations.map(({ operation }) => operation.operationId).filter((id) => !tried.has(id))).toEqual([]);
});
