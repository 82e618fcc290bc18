import { setTimeout as delay } from 'node:timers/promises';
import { BadInput } from '../../../core/errors';
import type { Logger } from '../../../core/logger';
import { retryWhileDown } from '../../../database/transaction';
import { InsufficientCapacity, type Ending, type EndReason, type Executor, type Started } from '../../../engine/executor';
import { AttemptLost, wasTakenAway, type RunningJob } from '../../../jobs/job-queue';
import { PortPool } from '../framework/ports';
import type { Enforcement } from '../pod/pod.entity';
import type { GangPayload } from './gang.job';
import { OutputsChanged, type GangService } from './gang.service';
import { GangGrowth } from './gang-growth';
import type { Begun } from './gang-parts';
import { GangPods } from './gang-pods';
import { GangSubmission } from './gang-submission';
import type { Collected, ExperimentFolders } from './folders';
import { RequestWatch } from './request-watch';
import { prepareAll, StagingError } from './staging';
import { GaveWay, WaitingRoom } from './waiting-room';

/** What is over sooner is told as started and ended at once: a transaction less for each of many short components. Copying outputs takes its time, so whoever has some is told of before. */
const AT_ONCE_MS = 30;

type Starting = Map<number, Started>;
const NOTHING: Collected = { kept: [], place: async () => {}, discard: async () => {} };

/** Nothing of the gang runs any more, and another worker is to start it again. */
class GivenUp extends Error {
  /** @param isLoss false when the worker was told to stop */
  constructor(why: string, readonly isLoss: boolean) { super(why); }
}

/** Runs the pods of a gang to their end: folders, processes, outputs. */
export class GangRunner {
  private readonly ports = new PortPool();

  constructor(private readonly gangs: GangService, private readonly engine: Pick<Executor, 'submit' | 'limits' | 'insufficiency'>, private readonly folders: ExperimentFolders, private readonly graceMs: number, private readonly log: Logger, private readonly room = new WaitingRoom()) {}

  async run(job: RunningJob<GangPayload>): Promise<void> {
    const [begun, folders] = await this.begin(job);
    if (!begun) return;
    const log = this.log.child({ requestId: job.data.requestId, experiment: begun.experiment.id, components: begun.parts.map(({ component }) => component.name), attempt: begun.parts[0]!.component.attempt });
    log.info('components start');
    const endings = new Map<number, Ending>();
    try {
      await this.attempt(job, begun, folders, endings, log);
    } catch (error) {
      if (error instanceof InsufficientCapacity || error instanceof GaveWay) {
        await retryWhileDown(() => this.gangs.putBack(job, begun, error.message));
        return log.info({ why: error.message }, error instanceof GaveWay ? 'components make room for others that wait' : 'components wait for another worker');
      }
      if (await retryWhileDown(() => this.gangs.standingOf(begun.experiment)) === 'GONE') return this.clear(begun);
      if (!(error instanceof AttemptLost)) {
        const { message, isLoss } = error instanceof GivenUp ? error : new GivenUp('Its worker could not go on with it.', true);
        await retryWhileDown(() => this.gangs.putDown(begun, endings, message, isLoss));
      }
      throw error;
    }
  }

  /** Folders take as long as the commit and need not wait for it: before a pod runs both are done. */
  private async begin(job: RunningJob<GangPayload>): Promise<[Begun | null, folders: Promise<void>]> {
    let folders = Promise.resolve();
    const prepareAnew = ({ parts }: Begun) => {
      folders = folders.catch(() => {}).then(() => prepareAll(parts, this.folders, job.signal));
      folders.catch(() => {});
    };
    try {
      return [await retryWhileDown(() => this.gangs.begin(job, enforcementOf(this.engine), (needs) => this.engine.insufficiency(needs), prepareAnew)), folders];
    } catch (error) {
      // Whoever begins it next must not find us still at its folders.
      await folders.catch(() => {});
      throw error;
    }
  }

  private async attempt(job: RunningJob<GangPayload>, begun: Begun, folders: Promise<void>, endings: Map<number, Ending>, log: Logger): Promise<void> {
    const starts: Starting = new Map();
    for (const [number, ending] of await this.endingsOf(job, begun, folders, starts)) endings.set(number, ending);
    if (!await this.mayEnd(job, begun, endings)) return this.clear(begun);
    try {
      await this.end(job, begun, endings, starts);
    } catch (error) {
      if (!job.signal.aborted || error instanceof AttemptLost) throw error;
      // It was stopped while its outputs were copied, which may take long.
      if (!await this.mayEnd(job, begun, endings)) return this.clear(begun);
      for (const { number } of begun.parts.filter(({ outputs }) => outputs.length).flatMap((part) => part.pods)) {
        const ending = endings.get(number);
        if (ending?.exitCode === 0) endings.set(number, { ...ending, reason: 'STOPPED', message: 'It was stopped before its outputs were kept.' });
      }
      await this.end(job, begun, endings, starts, async () => NOTHING);
    }
    log.info({ endings: [...endings.values()].map(({ reason, exitCode, signal }) => ({ reason, exitCode, signal })) }, 'components ended');
  }

  /** Whether the experiment is there still. @throws GivenUp when it wants its pods to go on, elsewhere */
  private async mayEnd(job: RunningJob<GangPayload>, begun: Begun, endings: ReadonlyMap<number, Ending>): Promise<boolean> {
    const lost = [...endings.values()].find(({ reason }) => reason === 'LOST');
    if (!lost && !job.signal.aborted) return true;
    const standing = await retryWhileDown(() => this.gangs.standingOf(begun.experiment));
    if (standing !== 'GOES_ON') return standing === 'STOPS';
    if (lost) throw new GivenUp(`It was lost: ${lost.message}`, true);
    throw wasTakenAway(job.signal) ? new GivenUp('Its worker did not answer in time.', true) : new GivenUp('Its worker was told to stop.', false);
  }

  /** @param collect copies the outputs; it may change endings */
  private async end(job: RunningJob<GangPayload>, begun: Begun, endings: Map<number, Ending>, starts: Starting,
    collect = (asTheyAre: Map<number, Ending>): Promise<Collected> => this.folders.collect(begun, asTheyAre, job.signal)): Promise<void> {
    const asTheyAre = new Map(endings), { kept, place, discard } = await collect(asTheyAre);
    try {
      await retryWhileDown(() => this.gangs.end(job, begun, asTheyAre, starts, kept, place));
      asTheyAre.forEach((ending, number) => endings.set(number, ending));
    } catch (error) {
      if (!(error instanceof OutputsChanged)) throw error;
      for (const part of begun.parts) part.outputs = error.outputs.filter(({ componentNumber }) => componentNumber === part.component.number);
      return await this.end(job, begun, endings, starts, collect);
    } finally {
      await discard().catch((error: unknown) => this.log.warn({ err: error }, 'copies of outputs that nobody needs'));
    }
  }

  /** @param prepared resolves when the folders are there @param untold gets the starts of a gang that is over so soon that they are told with its end */
  private async endingsOf(job: RunningJob<GangPayload>, begun: Begun, prepared: Promise<void>, untold: Starting): Promise<ReadonlyMap<number, Ending>> {
    const members = begun.parts.flatMap((part) => part.pods.map((pod) => ({ part, pod })));
    const pods = new GangPods(this.graceMs, (pod, ending) => retryWhileDown(() => this.gangs.podEnded(begun, pod.number, ending)));
    const submission = new GangSubmission(this.engine, begun, this.folders, this.ports, this.log);
    const growth = new GangGrowth(this.gangs, begun, pods, submission, this.folders, this.log);
    const request = begun.parts.some(({ component }) => component.jobRole || component.setup.fetches || component.setup.builds)
      ? new RequestWatch(() => this.gangs.wanted(begun), (wanted) => growth.follow(wanted), this.log) : undefined;
    const signal = request ? AbortSignal.any([job.signal, request.signal]) : job.signal, stop = () => pods.stop();
    signal.addEventListener('abort', stop);
    try {
      await prepared;
      const handles = await this.room.wait(begun.experiment.priority, (leave, note) => submission.submit(members, AbortSignal.any([signal, leave]), (why) => {
        note(why);
        return this.gangs.waits(begun, why);
      }));
      try {
        const started = Promise.all(handles.map((handle) => handle.started)).then(async (starts) => {
          const known: Starting = new Map(members.flatMap(({ pod }, i) => { const start = starts[i]; return start ? [[pod.number, start] as const] : []; }));
          // Of a gang that does not start as a whole nothing ran.
          if (known.size < members.length) return;
          if (members.length === 1 && !members[0]!.part.outputs.length && await Promise.race([pods.ended.then(() => true), delay(AT_ONCE_MS, false)])) known.forEach((start, number) => untold.set(number, start));
          else await retryWhileDown(() => this.gangs.started(begun, known));
          growth.begin();
        });
        pods.add(members.map((member, i) => ({ ...member, handle: handles[i]! })), started);
        if (signal.aborted) stop();
        await Promise.all([started, pods.ended]);
        await growth.end();
        return pods.endings;
      } catch (error) {
        await pods.kill();
        throw error;
      }
    } catch (error) {
      if (error instanceof StagingError || error instanceof BadInput) return new Map(members.map(({ pod }) => [pod.number, notStarted('FAILED_TO_START', error.message)]));
      if (signal.aborted && error === signal.reason) return new Map(members.map(({ pod }) => [pod.number, notStarted('STOPPED', null)]));
      throw error;
    } finally {
      signal.removeEventListener('abort', stop);
      await request?.stop();
      await growth.end();
      submission.end();
    }
  }

  /** What its pods have written after its deletion. */
  private clear({ experiment, parts }: Begun): Promise<void> {
    return this.folders.remove(experiment.uid, parts.flatMap(({ pods }) => pods.map(({ number }) => number)));
  }
}

const enforcementOf = (engine: Pick<Executor, 'limits'>): Enforcement[] => Object.entries(engine.limits()).map(([what, { how, why }]) => ({ what, how, why }));

const notStarted = (reason: EndReason, message: string | null): Ending => {
  const now = new Date().toISOString().replace('Z', '000Z');
  return { reason, message, exitCode: null, signal: null, startedAt: null, finishedAt: now, userSeconds: 0, systemSeconds: 0, maxMemoryBytes: null };
};
