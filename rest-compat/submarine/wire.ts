import type { ExperimentRowFragment } from './operations.generated';
import type { Profile } from './profile';
import { specOf } from './spec-wire';
import { statusOf } from './statuses';

/** A moment of the graph (microseconds, `Z`) as each profile writes it: with milliseconds and an offset, or in whole seconds. */
export const moment = (at: string, profile: Profile) => (profile === 'v0.8' ? `${at.slice(0, 19)}Z` : `${at.slice(0, 23)}+00:00`);

const APIS = { documented: 'SUBMARINE_DOC', 'v0.8': 'SUBMARINE_V08' } as const;
/** What this API calls the experiment. */
export const idOf = ({ legacyIds }: Pick<ExperimentRowFragment, 'legacyIds'>, profile: Profile) => legacyIds.find(({ api }) => api === APIS[profile])!.id;

/** @param isNew in the answer to its creation, v0.8 does not show `createdTime` yet */
export function experiment(row: ExperimentRowFragment, profile: Profile, { isNew = false } = {}): object {
  const experimentId = idOf(row, profile), status = statusOf[row.status];
  const time = (at: string | null) => (at === null ? null : moment(at, profile));
  const spec = specOf(row, experimentId, profile);
  const acceptedTime = time(row.acceptedAt), runningTime = time(row.startedAt), finishedTime = time(row.finishedAt);
  if (profile === 'v0.8') return { experimentId, uid: row.uid, status, acceptedTime, createdTime: isNew ? null : acceptedTime, runningTime, finishedTime, spec };
  return {
    experimentId, name: row.name, uid: row.uid, status, acceptedTime,
    ...(status !== 'Accepted' && { createdTime: time(row.createdAt) }), ...(runningTime && { runningTime }), ...(finishedTime && { finishedTime }),
    spec,
  };
}

/** The answer to a deletion: v0.8 shows that it is gone, and no times; the documentation shows it as it stood. */
export const deleted = (row: ExperimentRowFragment, profile: Profile): object => (profile === 'documented' ? experiment(row, profile)
  : { ...experiment(row, profile), status: 'Deleted', acceptedTime: null, createdTime: null, runningTime: null, finishedTime: null });
