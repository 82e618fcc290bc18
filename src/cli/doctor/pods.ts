import type { Config } from '../../core/config';
import { limits } from '../../engine/local';
import { fail, note, ok, type Finding } from './finding';

/** Said plainly, since people point others at this server. */
export function checkIsolation(config: Config): Finding {
  const { how, why } = limits(config.isolation !== 'off').isolation;
  const trials = 'AutoML trials run as the user who runs the worker.';
  if (how === 'bwrap') return ok('Isolation', `pods: ${why} ${trials}`);
  if (config.isolation === 'required') return fail('Isolation', `RUNGRAPH_ISOLATION=required, and pods cannot be isolated: ${why}`);
  return note('Isolation', `none for pods: ${why} ${trials} Let only people in whom you would let run code here.`);
}

export function checkLimits(): Finding {
  const { cpu, memory } = limits(false);
  const text = `cpu by ${cpu.how}: ${cpu.why}. Memory ${memory.how}: ${memory.why}.`;
  return cpu.how === 'none' || memory.how === 'none' ? note('Pod limits', text) : ok('Pod limits', text);
}
