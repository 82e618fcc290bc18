import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { childEnvironment } from '../child-environment';
import type { Limits } from '../executor';
import { isolationReport } from './isolation';

/** What is kept here, and how; the same for `doctor` and every pod. */
export function limits(memory: Limits['memory'], isolate = true): Limits {
  return {
    cpu: process.platform === 'linux' ? { how: 'affinity', why: 'a task is bound to as many cores as it asks for, rounded up; libraries are told by OMP_NUM_THREADS and its like' }
      : { how: 'none', why: 'only Linux binds tasks to cores; libraries are told by OMP_NUM_THREADS and its like' },
    memory,
    isolation: isolationLimit(isolate),
  };
}

export const isolationLimit = (isolate: boolean): Limits['isolation'] => (isolate ? isolationReport()
  : { how: 'none', why: 'it is switched off by the configuration. Tasks run as the user who runs the worker, with that user\'s rights.' });

/** How an engine that was started by this process would limit memory. @throws Error when Python cannot say so */
export async function memoryLimit({ interpreter, pythonPath }: { interpreter: string; pythonPath: string }): Promise<Limits['memory']> {
  const { stdout } = await promisify(execFile)(interpreter, ['-E', '-s', '-S', '-m', 'rungraph_supervisor.memory_groups'], { cwd: pythonPath, env: childEnvironment(''), timeout: 20_000 });
  return JSON.parse(stdout) as Limits['memory'];
}
