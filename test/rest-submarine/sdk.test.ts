import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { interpreter } from '../python/trial-process';
import { meetingPlace, startPodWorker } from '../support/experiments';
import { submarineServer, type SubmarineServer } from './support/submarine-server';

// The released SDK's requests, as a program of our own sends them: see sdk/.
let submarine: SubmarineServer, worker: Awaited<ReturnType<typeof startPodWorker>>;
beforeAll(async () => {
  submarine = await submarineServer({ RUNGRAPH_SUBMARINE_PROFILE: 'v0.8' });
  worker = await startPodWorker(submarine);
}, 60_000);
afterAll(async () => { await worker?.stop(); await submarine?.close(); });

/** @param heard is told each line that the client prints */
async function play(part: string, host: string, values: string[] = [], heard: (line: string) => void = () => {}): Promise<{ found: any; said: string[] }> {
  const child = spawn(interpreter, [join(__dirname, 'sdk/play.py'), part, host, ...values], { stdio: ['ignore', 'pipe', 'pipe'], timeout: 45_000, env: { PATH: process.env.PATH, PYTHONDONTWRITEBYTECODE: '1', PYTHONIOENCODING: 'utf-8' } });
  const said: string[] = [], failed = text(child.stderr);
  let last = '';
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (!line.startsWith('> ')) { last = line; return; }
    said.push(line.slice(2));
    heard(line.slice(2));
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`It ended with ${code} after ${JSON.stringify(said)}: ${await failed}`);
  return { found: JSON.parse(last), said };
}

test('the client of these tests sends what the released one sends', async () => {
  const requests: unknown[] = [];
  const server = createServer(async (request: IncomingMessage, response) => {
    const { method, url, headers } = request, body = await text(request);
    requests.push([method, url, body && JSON.parse(body), headers['content-type'], headers.accept, headers['user-agent'], headers.authorization]);
    response.setHeader('content-type', 'application/json; charset=utf-8').end('{"code":200,"success":true,"result":null,"attributes":{}}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try { await play('forms', `http://127.0.0.1:${(server.address() as AddressInfo).port}`); } finally { server.close(); }
  const headers = ['application/json', 'application/json; charset=utf-8', 'OpenAPI-Generator/0.8.0/python', undefined];
  const role = { replicas: 1, resources: 'cpu=0.1,memory=512M' };
  expect(requests).toEqual([
    ['POST', '/api/v1/experiment', {
      meta: { name: 'Form', namespace: 'default', framework: 'PyTorch', cmd: 'true', envVars: { ENV_1: 'ENV1' }, tags: ['sdk', 'played'] },
      environment: { image: 'apache/submarine:pytorch-dist-mnist-1.0' }, spec: { Master: role, Worker: role },
    }, ...headers],
    ['POST', '/api/v1/experiment', '', ...headers],
    ['POST', '/api/v1/experiment', { meta: null }, ...headers],
    ['GET', '/api/v1/experiment', '', ...headers],
    ['GET', '/api/v1/experiment?status=Running', '', ...headers],
    ['GET', '/api/v1/experiment/a%2Fb%20c%26d', '', ...headers],
    ['DELETE', '/api/v1/experiment/x', '', ...headers],
  ]);
});

test('an experiment: created, waited for, its lines as they come, and deleted', async () => {
  const place = await meetingPlace();
  try {
    const meet = /http:[^"]+/.exec(place.line('go', 3))![0];
    // A command is words between blanks, without quotes: so there is no blank in the program.
    const code = `r=__import__("os").environ["RANK"];print("first",r,sep=":",flush=True);__import__("urllib.request").request.urlopen("${meet}").read();print("second",r,sep=":",flush=True)`;
    const { found, said } = await play('life', submarine.url, [`python3 -c ${code}`], (line) => { if (line === 'first:0') void fetch(meet); });
    const id = found.created.experimentId, times = { acceptedTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/), runningTime: null, finishedTime: null };
    expect(id).toMatch(/^experiment-\d+-\d{4,}$/);
    expect(found.created).toMatchObject({ status: 'Accepted', createdTime: null, ...times, spec: { meta: { experimentId: id, name: 'sdk-job', tags: ['sdk', 'played'] }, code: null, experimentHandlerSpec: null } });
    expect(found.atOnce).toMatchObject({ uid: found.created.uid, createdTime: found.created.acceptedTime });
    expect(found.ended).toMatchObject({ experimentId: id, status: 'Succeeded', runningTime: times.acceptedTime, finishedTime: times.acceptedTime });
    const master = `pod ${id}-master-0`, pods = [master, 'first:0', 'second:0'];
    expect(said).toEqual(['first:0', 'second:0', ...pods, `pod ${id}-worker-0`, 'first:1', 'second:1', ...pods]);
    expect(found.rows).toEqual([['sdk-job', id, 'sdk,played', found.ended.finishedTime, found.ended.createdTime, found.ended.runningTime, 'Succeeded']]);
    expect(found.withStatus).toBe(1);
    expect(found.logs).toEqual({ None: [id], succeeded: [id], Failed: [] });
    expect(found.changeOfWhatHasEnded).toMatchObject({ status: 409, says: expect.stringMatching(/^\[Api Error\] ./) });
    expect(found.deleted).toEqual({ ...found.ended, status: 'Deleted', acceptedTime: null, createdTime: null, runningTime: null, finishedTime: null });
    expect(found.deletion).toBe('deleted');
    expect(found.gone).toEqual(Array(3).fill({ status: 404, reason: 'Not Found', says: '[Api Error] Not found experiment.' }));
  } finally { place.close(); }
});

test('refusals, as the command line prints them', async () => {
  const { found } = await play('errors', submarine.url);
  const refusal = (status: number, says: string) => ({ status, reason: expect.any(String), says: `[Api Error] ${says}` });
  expect(found).toEqual({
    nothing: null, artifacts: [], ping: "{'status': 'OK', 'code': 200, 'success': True, 'message': None, 'result': 'Pong', 'attributes': {}}",
    framework: refusal(500, 'Unsupported framework name: MXNet. Supported frameworks are: TENSORFLOW,PYTORCH,XGBOOST,UNKNOWN'),
    environment: refusal(404, 'Environment not found.'), code: refusal(500, 'Invalid Code Spec: URL is malformed. git@github.com:a/b.git'),
    oldId: refusal(404, 'Not found experiment.'), oddId: refusal(404, 'Not found experiment.'), change: refusal(404, 'Not found experiment.'),
    dictionary: refusal(400, 'meta: unknown field "foo"'),
    noEnvironment: refusal(404, 'Environment not found.'), nothingStored: refusal(400, 'Invalid environment spec.'), noName: refusal(400, 'Unable to process the environment spec.'),
  });
});

test('environments', async () => {
  const { found } = await play('environments', submarine.url);
  const name = 'my env/1+2?é#%', environmentId = expect.stringMatching(/^environment_\d{13}_\d{4,}$/);
  const kernelSpec = { name: 'submarine_jupyter_py3', channels: ['defaults'], condaDependencies: [], pipDependencies: ['a==1'] };
  expect(found.created).toEqual({ environmentId, environmentSpec: { name, dockerImage: 'apache/submarine:jupyter-notebook-0.8.0', kernelSpec, description: null, image: null } });
  expect(found.got).toEqual(found.created);
  expect(found.rows).toEqual([[name, found.created.environmentId, 'apache/submarine:jupyter-notebook-0.8.0']]);
  expect(found.twice).toEqual({ status: 400, reason: 'Bad Request', says: '[Api Error] Unable to process the environment spec.' });
  expect(found.updated).toEqual({ environmentId: found.created.environmentId, environmentSpec: { name, dockerImage: null, kernelSpec: null, description: 'new', image: null } });
  expect([found.seen, found.deleted]).toEqual([found.updated, found.updated]);
  expect(found.gone).toEqual({ status: 404, reason: 'Not Found', says: '[Api Error] Environment not found.' });
  expect(found.rowsAfter).toEqual([]);
});

test('an experiment of a template', async () => {
  const { found } = await play('template', submarine.url);
  expect(found.made).toMatchObject({ status: 'Accepted', spec: { meta: { name: 'of-template', cmd: expect.stringContaining('--learning_rate=0.5 --batch_size=150') } } });
  expect(found.deleted).toBe('deleted');
  expect(found.illegal).toEqual({ status: 400, reason: 'Bad Request', says: '[Api Error] Parameters contains illegal key: [bogus]' });
});

test('an experiment is changed, also by what an answer showed', async () => {
  const { found: { changed, echoed, seen, deletion } } = await play('change', submarine.url);
  const role = (replicas: number) => expect.objectContaining({ replicas, resources: 'cpu=0.1,memory=512M', resourceMap: { cpu: '0.1', memory: '512M' } });
  // As in the original a change does not make the name lower-case.
  expect(changed.spec).toMatchObject({ meta: { name: 'Changed', tags: ['sdk', 'played'] }, spec: { Master: role(1), Worker: role(2) }, code: null });
  expect(echoed.spec).toEqual({ ...changed.spec, meta: { ...changed.spec.meta, tags: ['echo'] } });
  expect(seen).toMatchObject({ experimentId: changed.experimentId, uid: changed.uid, spec: echoed.spec });
  expect(deletion).toBe('deleted');
});
