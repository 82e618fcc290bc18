import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { schemathesis } from '../rest-atm/support/schemathesis';
import { profiles, submarineServer, type SubmarineServer } from './support/submarine-server';

// schemathesis reads /openapi.json and sends what it makes of it, fitting and unfitting: every answer must be documented, of the
// documented type and shape, and no failure but those of the released server. That `ping` takes methods which the document does not
// show is on purpose: for them it is a name as any.
const CHECKS = ['no_unforeseen_failure', 'status_code_conformance', 'content_type_conformance', 'response_headers_conformance', 'response_schema_conformance', 'unsupported_method'];

let program: string, cwd: string, submarine: SubmarineServer;
beforeAll(() => { program = schemathesis(); cwd = mkdtempSync(join(tmpdir(), 'rungraph-fuzz-')); }, 200_000);
afterAll(() => rmSync(cwd, { recursive: true, force: true }));
beforeEach(async () => { submarine = await submarineServer(); }, 60_000);
afterEach(() => submarine.close());

function fuzz(profile: string, ...options: string[]): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, ['run', `${submarine.url}/openapi.json`, '--url', submarine.url, '--header', `X-Rungraph-Profile: ${profile}`, '--include-path-regex', '^/api/v1/', '--max-examples', '15', '--request-timeout', '60',
      '--checks', CHECKS.join(','), '--continue-on-failure', '--no-shrink', '--no-color', ...options], { cwd, stdio: ['ignore', 'pipe', 'pipe'], timeout: 280_000, env: { PATH: process.env.PATH, HOME: process.env.HOME, SCHEMATHESIS_HOOKS: 'fuzz_hooks', PYTHONPATH: join(__dirname, 'support'), PYTHONDONTWRITEBYTECODE: '1' } });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => { output += text; });
    child.on('error', reject).on('close', (code) => resolve({ code, output }));
  });
}

test.each(profiles)('profile %s', async (profile) => {
  await submarine.post('/environment', { name: 'my-submarine-env' });
  const { code, output } = await fuzz(profile, '--seed', '1', '--phases', 'examples,coverage,fuzzing');
  if (code !== 0) throw new Error(output);
  expect(Number(/(\d+) generated/.exec(output)![1])).toBeGreaterThan(1000);
}, 300_000);
