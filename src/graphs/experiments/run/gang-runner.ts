import { setTimeout as delay } from 'node:timers/promises';
import { BadInput } from '../../../core/errors';
import type { Logger } from '../../../core/logger';
import { retryWhileDown } from '../../../database/transaction';
import { InsufficientCapacity, type Ending, type EndReason, type Executor, type Handle, type Started } from '../../../engine/executor';
import { AttemptLost, wasTakenAway, type RunningJob } from '../../../jobs/job-queue';
import type { Enforcement, Pod } from '../pod/pod.entity';
import type { GangPayload } from './gang.job';
import type { Begun, GangService, Part } from './gang.service';
import type { ExperimentFolders } from './folders';
import { failed } from './outcome';
import { prepare, StagingError } from './staging';
import { taskOf } from './task';

/** Not a whole number: workers look every second, and this one would be the first again each time. */
const anotherWorkerAfterSeconds = () => 4.5 + Math.random();
/** What is over sooner is told as started and ended at once: a transaction less for each of many short components. */
const AT_ONCE_MS = 30;
/** A wait shorter than this is not worth telling. */
const PATIENCE_MS = 500;

type Starting = Map<number, Started>;

/** Nothing of the gang runs any more, and another worker is to start it again. */
class GivenUp extends Error {
  /** @param isLoss false when the worker was told to stop */
  constructor(why: string, readonly isLoss: boolean) { super(why); }
}

/** Runs the pods of a gang to their end: folders, processes, outputs. */
export class GangRunner {
  constructor(private readonly gangs: GangService, private readonly engine: Pick<Executor, 'submit' | 'limits'>, private readonly folders: ExperimentFolders, private readonly graceMs: number, private readonly log: Logger) {}

  async run(job: RunningJob<GangPayload>): Promise<void> {
    const begun = await retryWhileDown(() => this.gangs.begin(job, enforcementOf(this.engine)));
    if (!begun) return;
    const log = this.log.child({ requestId: job.data.requestId, experiment: begun.experiment.id, components: begun.parts.map(({ component }) => component.name), attempt: begun.parts[0]!.component.attempt });
    log.info('components start');
    const endings = new Map<number, Ending>();
    try {
      await this.attempt(job, begun, endings, log);
    } catch (error) {
      if (error instanceof InsufficientCapacity) {
        await retryWhileDown(() => this.gangs.putBack(job, begun, error.message, anotherWorkerAfterSeconds()));
        return log.info({ why: error.message }, 'components wait for another worker');
      }
      if (await retryWhileDown(() => this.gangs.standingOf(begun.experiment)) === 'GONE') return this.clear(begun);
      if (!(error instanceof AttemptLost)) {
        const { message, isLoss } = error instanceof GivenUp ? error : new GivenUp('Its worker could not go on with it.', true);
        await retryWhileDown(() => this.gangs.putDown(begun, endings, message, isLoss));
      }
      throw error;
    }
  }

  private async attempt(job: RunningJob<GangPayload>, begun: Begun, endings: Map<number, Ending>, log: Logger): Promise<void> {
    const starts: Starting = new Map();
    for (const [number, ending] of await this.endingsOf(job, begun, starts)) endings.set(number, ending);
    const lost = [...endings.values()].find(({ reason }) => reason === 'LOST');
    if (lost || job.signal.aborted) {
      const standing = await retryWhileDown(() => this.gangs.standingOf(begun.experiment));
      if (standing === 'GONE') return this.clear(begun);
      if (standing === 'GOES_ON') {
        if (lost) throw new GivenUp(`It was lost: ${lost.message}`, true);
        throw wasTakenAway(job.signal) ? new GivenUp('Its worker did not answer in time.', true) : new GivenUp('Its worker was told to stop.', false);
      }
    }
    const { kept, place } = await this.folders.collect(begun, endings);
    await retryWhileDown(() => this.gangs.end(job, begun, endings, starts, kept, place));
    log.info({ endings: [...endings.values()].map(({ reason, exitCode, signal }) => ({ reason, exitCode, signal })) }, 'components ended');
  }

  /** @param untold gets the starts of a gang that is over so soon that they are told with its end */
  private async endingsOf(job: RunningJob<GangPayload>, begun: Begun, untold: Starting): Promise<Map<number, Ending>> {
    const pods = begun.parts.flatMap((part) => part.pods.map((pod) => ({ part, pod })));
    try {
      for (const part of begun.parts) await prepare(part, this.folders);
      const handles = await this.submit(job, begun, pods);
      try {
        const starts = await Promise.all(handles.map(({ started }) => started));
        const known: Starting = new Map(pods.flatMap(({ pod }, i) => { const start = starts[i]; return start ? [[pod.number, start] as const] : []; }));
        // Of a gang that does not start as a whole nothing ran.
        if (known.size < pods.length) return await this.watch(job, begun, pods, handles);
        const over = Promise.all(handles.map(({ ended }) => ended)).then(() => true);
        if (pods.length === 1 && await Promise.race([over, delay(AT_ONCE_MS, false)])) known.forEach((start, number) => untold.set(number, start));
        else await retryWhileDown(() => this.gangs.started(begun, known));
        return await this.watch(job, begun, pods, handles);
      } catch (error) {
        // Whoever takes it over must find nothing of it running.
        await Promise.all(handles.map((handle) => handle.stop(0)));
        throw error;
      }
    } catch (error) {
      if (error instanceof StagingError || error instanceof BadInput) return new Map(pods.map(({ pod }) => [pod.number, notStarted('FAILED_TO_START', error.message)]));
      if (job.signal.aborted && error === job.signal.reason) return new Map(pods.map(({ pod }) => [pod.number, notStarted('STOPPED', null)]));
      throw error;
    }
  }

  /** What its pods have written after its deletion. */
  private clear({ experiment, parts }: Begun): Promise<void> {
    return this.folders.remove(experiment.uid, parts.flatMap(({ pods }) => pods.map(({ number }) => number)));
  }

  private async submit(job: RunningJob<GangPayload>, begun: Begun, pods: { part: Part; pod: Pod }[]): Promise<Handle[]> {
    let telling: Promise<void> | undefined, timer: NodeJS.Timeout | undefined, latest = '';
    try {
      return await this.engine.submit(pods.map(({ part, pod }) => taskOf(begun, part, pod, this.folders)), {
        signal: job.signal,
        onWaiting: (why) => {
          latest = why;
          timer ??= setTimeout(() => { timer = undefined; telling = this.gangs.waits(begun, latest).catch((error: unknown) => this.log.warn({ err: error }, 'waiting for room')); }, PATIENCE_MS);
        },
      });
    } finally {
      clearTimeout(timer);
      await telling;
    }
  }

  /** A gang lives together: when one of its pods fails the others are ended, and its services when all the others are done. */
  private async watch(job: RunningJob<GangPayload>, begun: Begun, pods: { part: Part; pod: Pod }[], handles: Handle[]): Promise<Map<number, Ending>> {
    const endings = new Map<number, Ending>();
    const stop = (which: (part: Part) => boolean) => pods.forEach(({ part, pod }, i) => { if (!endings.has(pod.number) && which(part)) void handles[i]!.stop(this.graceMs); });
    const stopAll = () => stop(() => true);
    if (job.signal.aborted) stopAll();
    job.signal.addEventListener('abort', stopAll);
    try {
      await Promise.all(handles.map(async (handle, i) => {
        const { pod } = pods[i]!, ending = await handle.ended;
        endings.set(pod.number, ending);
        if (failed(ending) && ending.reason !== 'LOST') stopAll();
        if (pods.every((other) => other.part.component.service || endings.has(other.pod.number))) stop(({ component }) => component.service);
        if (pods.length > 1 && ending.reason !== 'LOST' && endings.size < pods.length) await retryWhileDown(() => this.gangs.podEnded(begun, pod.number, ending));
      }));
      return endings;
    } finally {
      job.signal.removeEventListener('abort', stopAll);
    }
  }
}

const enforcementOf = (engine: Pick<Executor, 'limits'>): Enforcement[] => Object.entries(engine.limits()).map(([what, { how, why }]) => ({ what, how, why }));

const notStarted = (reason: EndReason, message: string | null): Ending => {
  const now = new Date().toISOString().replace('Z', '000Z');
  return { reason, message, exitCode: null, signal: null, startedAt: null, finishedAt: now, userSeconds: 0, systemSeconds: 0, maxMemoryBytes: null };
};
