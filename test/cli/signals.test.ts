import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setImmediate } from 'node:timers/promises';

const PROGRAM = `
  const { stopOnSignal } = require(${JSON.stringify(join(__dirname, '../../src/cli/signals'))});
  const stop = stopOnSignal({ info() {} }), alive = setInterval(() => {}, 1000);
  console.log('ready');
  stop.then(() => setTimeout(() => clearInterval(alive), 200));`;

test('signals that follow on one another closely are one', async () => {
  for (let round = 0; round < 5; round++) {
    const child = spawn(process.execPath, ['-r', join(__dirname, '../support/register.cjs'), '-e', PROGRAM], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(child, 'exit');
    await once(createInterface({ input: child.stdout }), 'line');
    // Each comes at another moment of the answer to the first.
    for (let n = 0; n < 3000 && child.exitCode === null && child.signalCode === null; n++) { child.kill('SIGTERM'); if (n % 5 === 0) await setImmediate(); }
    expect(await ended).toEqual([0, null]);
  }
});
