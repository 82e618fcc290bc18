import { join } from 'node:path';
import type { Config } from '../../core/config';
import { projectFolder } from '../../core/project';
import { isolationLimit, limits, memoryLimit } from '../../engine/local';
import { pythonInterpreter } from '../../engine/python-path';
import { fail, messageOf, note, ok, type Finding } from './finding';

/** Said plainly, since people point others at this server. */
export function checkIsolation(config: Config): Finding {
  const { how, why } = isolationLimit(config.isolation !== 'off');
  const trials = 'AutoML trials run as the user who runs the worker.';
  if (how === 'bwrap') return ok('Isolation', `pods: ${why} ${trials}`);
  if (config.isolation === 'required') return fail('Isolation', `RUNGRAPH_ISOLATION=required, and pods cannot be isolated: ${why}`);
  return note('Isolation', `none for pods: ${why} ${trials} Let only people in whom you would let run code here.`);
}

/** A worker that is started elsewhere, e.g. by systemd, may find it otherwise. */
export async function checkLimits(config: Config): Promise<Finding> {
  try {
    const { cpu, memory } = limits(await memoryLimit({ interpreter: pythonInterpreter(config), pythonPath: join(projectFolder, 'python') }));
    const text = `cpu by ${cpu.how}: ${cpu.why}. Memory by ${memory.how}, for a worker started from here: ${memory.why}.`;
    return cpu.how === 'none' || memory.how === 'none' ? note('Pod limits', text) : ok('Pod limits', text);
  } catch (error) {
    return note('Pod limits', `cannot be told without a Python that works: ${messageOf(error)}`);
  }
}
