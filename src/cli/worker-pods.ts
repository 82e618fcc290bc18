import { mkdir } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { ConfigError } from '../core/config';
import type { Logger } from '../core/logger';
import { projectFolder } from '../core/project';
import { LocalExecutor } from '../engine';
import type { Executor } from '../engine/executor';
import { gangJob } from '../graphs/experiments/run/gang.job';
import { GangRunner } from '../graphs/experiments/run/gang-runner';
import { WaitingRoom } from '../graphs/experiments/run/waiting-room';
import { createGangService } from '../graphs/experiments/services';
import { repeatedly } from './repeatedly';
import type { Runtime } from './runtime';

/** Gangs without room that are taken from the queue, at most: no other worker can have what waits here. */
const MOST_WAITING = 8;

/** The part of a worker that runs the pods of experiments, from `begin` on. */
export interface WorkerPods { begin(): void; stop(): Promise<void> }

/** @throws ConfigError when they cannot be run as the configuration asks for it */
export async function openPods({ config, db, queue, python }: Runtime, workerId: string, log: Logger): Promise<WorkerPods> {
  if (config.tasksAtOnce === 0) return { begin: () => {}, stop: async () => {} };
  const artefacts = [config.artefacts ?? ''].filter(isAbsolute);
  for (const folder of artefacts) await mkdir(folder, { recursive: true, mode: 0o700 });   // what is not there cannot be covered
  const engine = new LocalExecutor({
    interpreter: python.interpreter, pythonPath: join(projectFolder, 'python'), log, isolate: config.isolation !== 'off', readable: config.taskReadable, hidden: [config.home, ...artefacts],
    capacity: { tasks: config.tasksAtOnce, ...(config.taskCpus && { cpus: config.taskCpus }), ...(config.taskMemoryMb && { memoryBytes: config.taskMemoryMb * 1e6 }) },
  });
  await engine.start();
  const { isolation } = engine.limits();
  if (config.isolation === 'required' && isolation.how === 'none') {
    await engine.stop(0);
    throw new ConfigError([`RUNGRAPH_ISOLATION=required, but pods cannot be isolated here: ${isolation.why}`]);
  }
  const { gangs, folders } = createGangService({ db, queue, config }, workerId);
  let placed = 0, takeMore = () => {};
  const submit: Executor['submit'] = async (tasks, options) => {
    const handles = await engine.submit(tasks, options);
    placed++;
    takeMore();
    void Promise.all(handles.map(({ ended }) => ended)).then(() => placed--);
    return handles;
  };
  const room = new WaitingRoom(MOST_WAITING, () => queue.hasWaiting(gangJob)), turns = repeatedly(1000, log, () => room.turn());
  const runner = new GangRunner(gangs, { submit, limits: () => engine.limits(), insufficiency: (needs) => engine.insufficiency(needs) }, folders, config.stopGraceSeconds * 1000, log, room);
  const atWork = new Set<Promise<void>>();
  return {
    begin() {
      takeMore = queue.work(gangJob, () => Math.min(placed + MOST_WAITING, config.tasksAtOnce), (job) => {
        const work = runner.run(job).finally(() => atWork.delete(work));
        atWork.add(work);
        return work;
      });
    },
    async stop() {
      await turns.stop();
      await engine.stop(0);
      // What ended with the engine is still to be written down.
      await Promise.allSettled(atWork);
    },
  };
}
