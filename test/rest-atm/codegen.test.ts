import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

it('the types of the operations are those of the schema', () => {
  const root = join(__dirname, '../..');
  const ran = spawnSync(process.execPath, ['scripts/codegen.mjs', '--check'], { cwd: root, encoding: 'utf8' });
  expect({ status: ran.status, stderr: ran.stderr }).toEqual({ status: 0, stderr: '' });
});
