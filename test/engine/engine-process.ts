// Started by the fault tests, to be killed there: runs the tasks that it is given, and prints what becomes of them.
import { LocalExecutor, type LocalExecutorOptions, type Task } from '../../src/engine';
import { createLogger } from '../../src/core/logger';

const { tasks, ...options } = JSON.parse(process.argv[2]!) as Omit<LocalExecutorOptions, 'log'> & { tasks: Task[] };

async function main(): Promise<void> {
  const executor = new LocalExecutor({ ...options, log: createLogger('error', 'engine-process') });
  await executor.start();
  await Promise.all(tasks.map(async (task) => {
    const [handle] = await executor.submit([task]);
    await handle!.started;
    process.stdout.write(`started ${task.id}\n`);
    const { reason, message } = await handle!.ended;
    process.stdout.write(`ended ${task.id} ${reason} ${message}\n`);
  }));
  await executor.stop(0);
}
void main();
