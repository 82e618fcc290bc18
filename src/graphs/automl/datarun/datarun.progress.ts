import { datarunStates, type RunStatus } from '../../../core/states';
import type { Progress } from '../../run/run.type';
import { BudgetType } from '../enums';
import type { Datarun } from './datarun.entity';

/** In trials, or in time for a run whose budget is time. A run that has ended is at 1 whatever it has done. */
export function progressOf(run: Datarun, now = Date.now()): Progress {
  const ended = run.trialsDone + run.trialsFailed;
  const total = run.budgetType === BudgetType.CLASSIFIER ? run.budget : null;
  const elapsed = run.startedAt ? (now - Date.parse(run.startedAt)) / 1000 : 0;
  const base = { total, done: run.trialsDone, failed: run.trialsFailed, running: run.trialsRunning };
  if (datarunStates.isFinal(run.status as RunStatus.PENDING)) return { ...base, fraction: 1, etaSeconds: 0 };
  if (run.budgetType === BudgetType.WALLTIME && run.deadline) {
    const left = Math.max(0, (Date.parse(run.deadline) - now) / 1000);
    const all = Math.max(1e-3, (Date.parse(run.deadline) - Date.parse(run.createdAt)) / 1000);
    return { ...base, fraction: Math.min(1, Math.max(0, 1 - left / all)), etaSeconds: left };
  }
  const fraction = total ? Math.min(1, ended / total) : 0;
  return { ...base, fraction, etaSeconds: total && ended > 0 && elapsed > 0 ? (elapsed / ended) * (total - ended) : null };
}
