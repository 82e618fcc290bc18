import { datarunStates, RunStatus } from '../../../core/states';
import type { Tx } from '../../../database/transaction';
import type { Datarun } from '../datarun/datarun.entity';
import { BudgetType } from '../enums';
import type { SearchServices } from './search.service';

/**
 * Ends a run that has nothing left to do: its budget is used, its deadline has passed, or no partition is left. What
 * still runs is allowed to end first. The caller holds the run's lock.
 * @returns whether the run starts no more trials
 */
export async function endIfOver({ dataruns, slots }: SearchServices, tx: Tx, run: Datarun): Promise<boolean> {
  if (datarunStates.isFinal(run.status as RunStatus.PENDING)) return true;
  const reason = await whyOver(tx, run);
  if (!reason) return false;
  if (reason !== 'BUDGET_USED') await slots.withdrawWaiting(tx, run);
  if (run.trialsRunning > 0) return true;
  if (run.trialsDone === 0 && run.trialsFailed > 0) {
    await dataruns.move(tx, run, RunStatus.FAILED, { settledReason: 'ALL_TRIALS_ERRORED', errorMessage: `All ${run.trialsFailed} trials errored; their errorMessage says why.` });
  } else {
    await dataruns.move(tx, run, RunStatus.SUCCEEDED, { settledReason: reason });
  }
  return true;
}

async function whyOver(tx: Tx, run: Datarun): Promise<string | null> {
  if (run.budgetType === BudgetType.CLASSIFIER && run.trialsDone + run.trialsFailed >= run.budget!) return 'BUDGET_USED';
  const [facts] = await tx.manager.query(
    `select $2::timestamptz < clock_timestamp() as late, exists (select 1 from hyperpartition where datarun_id = $1 and status = 'INCOMPLETE') as open`, [run.number, run.deadline]);
  if (facts.late) return 'DEADLINE_PASSED';
  return facts.open ? null : 'PARTITIONS_EXHAUSTED';
}
