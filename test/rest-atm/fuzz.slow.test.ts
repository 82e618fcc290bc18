import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atmServer, startWorker, type AtmServer } from './support/atm-server';
import { writeDemos } from './support/demos';
import { schemathesis } from './support/schemathesis';
import { searched } from '../support/worker';

// schemathesis reads /openapi.json and sends what it makes of it, fitting and unfitting, to a server with data: every answer must
// be documented, of the documented type and shape, and never 5xx. That wrong requests are refused is told by other tests: it
// knows no file, no column and no state, and takes the API's documented leniency for a fault.
const CHECKS = ['not_a_server_error', 'status_code_conformance', 'content_type_conformance', 'response_headers_conformance', 'response_schema_conformance', 'unsupported_method', 'allow_header_conformance'];

let program: string, atm: AtmServer, cwd: string;
beforeAll(async () => {
  program = schemathesis();
  cwd = mkdtempSync(join(tmpdir(), 'rungraph-fuzz-'));
  atm = await atmServer();
  writeDemos(atm.folder);
  for (let i = 0; i < 3; i++) await atm.post('/api/datasets', { train_path: 'demos/breast_cancer.csv', class_column: 'class' });
  const stop = await startWorker(atm);
  await searched(atm, 'ds_1', 'methods: ["dt"], budget: 4');
  await stop();
}, 200_000);
afterAll(async () => { await atm?.close(); rmSync(cwd, { recursive: true, force: true }); });

function fuzz(...options: string[]): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, ['run', `${atm.url}/openapi.json`, '--url', atm.url, '--include-path-regex', '^/api/(?!v1/)', '--max-examples', '10', '--request-timeout', '60', '--checks', CHECKS.join(','), '--continue-on-failure', '--no-shrink', '--no-color', ...options],
      { cwd, stdio: ['ignore', 'pipe', 'pipe'], timeout: 240_000 });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => { output += text; });
    child.on('error', reject).on('close', (code) => resolve({ code, output }));
  });
}

// Most of the time goes into the answers themselves; what is enumerated rather than drawn is the same for every seed.
test.each([[1, 'examples,coverage,fuzzing', 500], [2, 'fuzzing', 200], [3, 'fuzzing', 200]])('seed %i', async (seed, phases, least) => {
  const { code, output } = await fuzz('--seed', String(seed), '--phases', phases, '--exclude-method', 'DELETE');
  if (code !== 0) throw new Error(output);
  expect(Number(/(\d+) generated/.exec(output)![1])).toBeGreaterThan(least);
}, 300_000);

// At the end, so that there is something to be found before.
test('deletion', async () => {
  const { code, output } = await fuzz('--seed', '4', '--phases', 'examples,coverage,fuzzing', '--include-method', 'DELETE');
  if (code !== 0) throw new Error(output);
  expect((await atm.get('/api/datasets/1')).status).toBe(404);
}, 300_000);
