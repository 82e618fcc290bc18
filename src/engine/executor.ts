/** What every engine implements. Times are UTC with microseconds, as everywhere in the graph: `2026-01-02T03:04:05.123456Z`. */

/** A number is refused before anything starts when it is not positive and finite. */
export interface TaskResources {
  /** cores, fractions allowed; absent: it runs on any, and none is set aside for it */
  cpu?: number;
  /** no limit when absent, and then none is set aside for it */
  memoryBytes?: number;
  gpu?: number;
}

/**
 * A file that is put into the task's folder before it starts; `path` is relative to the folder and stays inside. `copyFrom` is
 * read with our rights, links followed: the caller vouches for it.
 */
export type FileIn = { path: string } & ({ content: string | Uint8Array } | { copyFrom: string });

export interface Task {
  /** unique as long as anybody asks for it, e.g. a pod and its attempt: [A-Za-z0-9_.-], 1 to 100 characters */
  id: string;
  command: { argv: string[] } | { shell: string };
  /** the whole environment, besides PATH, HOME, LANG, TMPDIR and the variables for threads, which the engine sets where it is silent; nothing of ours */
  env: Record<string, string>;
  /** absolute; where it runs and may write; made when absent */
  folder: string;
  /** absolute; what it may read besides, when it is isolated */
  readable?: string[];
  /** absolute, must exist; where it may write besides its folder, when it is isolated */
  writable?: string[];
  /** absolute; shown at another place besides, to be read, when it is isolated. Without isolation nothing is there */
  mounts?: { from: string; at: string }[];
  /** absolute; folders with programs that are found before all others */
  programs?: string[];
  files?: FileIn[];
  resources?: TaskResources;
  /** from 0; told in the messages about a group of replicas */
  replicaIndex?: number;
  timeLimitSeconds?: number;
  /** absolute, of this attempt alone; read it with `LogReader` */
  logFolder: string;
}

/** `ip` is where other replicas reach it. */
export interface Started { pid: number; startedAt: string; host: string; ip: string }

/**
 * EXITED by itself; STOPPED by `stop`; TIME_LIMIT and MEMORY_LIMIT of the task; FAILED_TO_START: it, or one that starts with
 * it, cannot be started, and never will. LOST: the engine failed the task, nothing of it runs any more, and the caller
 * runs it again as another attempt.
 */
export type EndReason = 'EXITED' | 'STOPPED' | 'TIME_LIMIT' | 'MEMORY_LIMIT' | 'FAILED_TO_START' | 'LOST';

export interface Ending {
  reason: EndReason;
  /** for its owner's eyes; null where reason, exit code and signal say all */
  message: string | null;
  /** one of the two at most */
  exitCode: number | null;
  signal: NodeJS.Signals | null;
  /** null when it never started */
  startedAt: string | null;
  finishedAt: string;
  userSeconds: number;
  systemSeconds: number;
  /** largest resident memory that was seen; at least the limit when that ended it by a control group; null when it was too short to be measured */
  maxMemoryBytes: number | null;
}

/** Of the whole process tree. An engine that cannot tell a task's share of the network leaves `networkBytes` out. */
export interface Sample { at: string; cpuSeconds: number; memoryBytes: number; networkBytes?: number }

export interface Handle {
  readonly id: string;
  /** null when it ended without having started; never rejects */
  readonly started: Promise<Started | null>;
  /** never rejects */
  readonly ended: Promise<Ending>;
  /** Calls back about twice a second while it runs; the returned function ends that. */
  onSample(callback: (sample: Sample) => void): () => void;
  /** SIGTERM to everything that the task runs, SIGKILL after the time of grace. Resolves when nothing of it is left. */
  stop(graceMs: number): Promise<Ending>;
}

/** How a limit is kept, and why so, in words for operators and owners of pods. */
export interface Enforcement<How extends string> { how: How; why: string }

export interface Limits {
  cpu: Enforcement<'affinity' | 'none'>;
  memory: Enforcement<'cgroup' | 'sampled' | 'none'>;
  isolation: Enforcement<'bwrap' | 'none'>;
}

export interface Capacity { cpus: number; memoryBytes: number; gpus: number; tasks: number }

export interface SubmitOptions {
  /** gives up the wait for resources; of no effect once the tasks start */
  signal?: AbortSignal;
  /** told, whenever it changes, what the tasks wait for */
  onWaiting?: (why: string) => void;
  /** of those that wait the higher goes first, of equals who came first; 0 when absent */
  priority?: number;
}

export interface Executor {
  start(): Promise<void>;
  /** What all tasks together may take. */
  capacity(): Capacity;
  limits(): Limits;
  /** Why tasks that need this would never have room together; null when they may have. */
  insufficiency(needs: TaskResources[]): string | null;
  /**
   * Starts all of the tasks or none, as soon as there is room for all of them; resolves when they were given their room.
   * @throws InsufficientCapacity, BadInput, Unavailable, or the signal's reason
   */
  submit(tasks: Task[], options?: SubmitOptions): Promise<Handle[]>;
  /** Ends everything that runs; tasks that still wait are refused as Unavailable. */
  stop(graceMs: number): Promise<void>;
}

/** Together the tasks need more than this engine has, so they would wait for ever. */
export class InsufficientCapacity extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'InsufficientCapacity';
  }
}
