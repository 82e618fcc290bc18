import { childrenOf } from '../support/processes';
import { LocalExecutor } from '../../src/engine';
import { findBwrap } from '../../src/engine/local/isolation';
import { executorContract } from './executor-contract';
import { interpreter, log, pythonPath, Workbench } from './workbench';

const options = { interpreter, pythonPath, log, capacity: { cpus: 4, memoryBytes: 1e9, tasks: 50 } };

executorContract('local, without isolation, memory by looking', () => new LocalExecutor({ ...options, isolate: false, groups: false }));

const bwrap = findBwrap();
if (typeof bwrap === 'string') test.skip(`local, isolated: ${bwrap}`, () => undefined);
else executorContract('local, isolated, memory by control groups where they work', () => new LocalExecutor(options));

test('after the end of its server the engine starts another', async () => {
  const bench = new Workbench();
  const executor = new LocalExecutor({ ...options, isolate: false });
  await executor.start();
  const [server] = childrenOf(process.pid, 'rungraph_supervisor');
  const [handle] = await executor.submit([bench.task('sleep 300')]);
  await handle!.started;
  process.kill(server!, 'SIGKILL');
  expect(await handle!.ended).toMatchObject({ reason: 'LOST' });
  expect(await bench.run(executor, 'echo again')).toMatchObject({ exitCode: 0, out: 'again\n' });
  await executor.stop(0);
  await expect(executor.submit([bench.task('true')])).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  bench.end();
});

test('without a Python that starts, the engine says so', async () => {
  await expect(new LocalExecutor({ ...options, interpreter: '/no/such/python' }).start()).rejects.toMatchObject({ code: 'UNAVAILABLE', message: expect.stringContaining('/no/such/python') });
  await expect(new LocalExecutor({ ...options, interpreter: '/bin/false' }).start()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});
