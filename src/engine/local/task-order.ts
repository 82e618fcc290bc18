import { dirname, isAbsolute, normalize, delimiter } from 'node:path';
import { BadInput } from '../../core/errors';
import { programPath, threadVariables } from '../child-environment';
import type { Task } from '../executor';
import type { Isolation, IsolationPlan } from './isolation';
import type { Share } from './resource-pool';

/** A task as python/rungraph_supervisor takes it. */
export interface TaskOrder {
  id: string; argv: string[]; env: Record<string, string>; folder: string; logFolder: string;
  files: ({ path: string } & ({ content: string } | { copyFrom: string }))[];
  replicaIndex: number | null; cores: number[]; memoryBytes: number | null; timeLimitSeconds: number | null; isolation: IsolationPlan | null;
}

/** Nothing is set aside for a task that does not say: it runs beside whatever runs. */
export const cpuOf = ({ resources }: Pick<Task, 'resources'>): number => resources?.cpu ?? 0;

/** What a group of tasks takes while it runs. */
export const shareOf = (tasks: Pick<Task, 'resources'>[]): Share => ({
  cpus: sum(tasks.map(cpuOf)),
  memoryBytes: sum(tasks.map(({ resources }) => resources?.memoryBytes ?? 0)),
  gpus: sum(tasks.map(({ resources }) => resources?.gpu ?? 0)),
  tasks: tasks.length,
});
const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0);

/** @throws BadInput for the first thing that no engine could carry out */
export function checkTask(task: Task): void {
  const wrong = (what: string): never => { throw new BadInput(`Task ${task.id}: ${what}`); };
  if (!/^[A-Za-z0-9_.-]{1,100}$/.test(task.id)) wrong('an id has 1 to 100 characters of A-Z, a-z, 0-9, _, . and -.');
  const argv = argvOf(task);
  if (!argv.length || !argv[0]) wrong('the command is empty.');
  const { readable = [], writable = [], programs = [], mounts = [] } = task, paths = [task.folder, task.logFolder, ...readable, ...writable, ...programs, ...mounts.flatMap(({ from, at }) => [from, at])];
  const texts = [...argv, ...paths, ...Object.keys(task.env), ...Object.values(task.env)];
  if (texts.some((text) => text.includes('\0') || !text.isWellFormed())) wrong('commands, paths and variables are text without NUL characters.');
  for (const path of paths) if (!isAbsolute(path)) wrong(`${path} is not an absolute path.`);
  for (const name of Object.keys(task.env)) if (!name || name.includes('=')) wrong(`'${name}' cannot be the name of a variable.`);
  for (const { path } of task.files ?? []) {
    const clean = normalize(path);
    if (isAbsolute(path) || clean === '.' || clean === '..' || clean.startsWith('../') || path.endsWith('/') || path.includes('\0') || !path.isWellFormed()) wrong(`the file ${path} does not lie inside of the task's folder.`);
  }
  const { cpu, memoryBytes, gpu } = task.resources ?? {};
  for (const [name, value] of Object.entries({ cpu, memoryBytes, timeLimitSeconds: task.timeLimitSeconds })) {
    if (value !== undefined && !(Number.isFinite(value) && value > 0)) wrong(`${name} is to be a number above 0.`);
  }
  if (gpu !== undefined && !(Number.isInteger(gpu) && gpu >= 0)) wrong('gpu is to be a whole number.');
}

/** @param cores on which it may run */
export function orderOf(task: Task, { interpreter, isolation, cores }: { interpreter: string; isolation: Isolation | null; cores: number[] }): TaskOrder {
  const ownPath = [dirname(interpreter), programPath()].join(delimiter), threads = String(Math.max(1, Math.floor(cpuOf(task))));
  return {
    id: task.id,
    argv: argvOf(task),
    env: {
      PATH: ownPath, HOME: task.folder, LANG: 'C.UTF-8',
      // A log is read while it is written.
      PYTHONUNBUFFERED: '1',
      ...Object.fromEntries(threadVariables.map((name) => [name, threads])),
      ...task.env,
      ...(task.programs?.length && { PATH: [...task.programs, task.env.PATH ?? ownPath].join(delimiter) }),
    },
    folder: task.folder,
    logFolder: task.logFolder,
    files: (task.files ?? []).map((file) => 'copyFrom' in file ? { path: file.path, copyFrom: file.copyFrom } : { path: file.path, content: Buffer.from(file.content).toString('base64') }),
    replicaIndex: task.replicaIndex ?? null,
    cores,
    memoryBytes: task.resources?.memoryBytes === undefined ? null : Math.ceil(task.resources.memoryBytes),
    timeLimitSeconds: task.timeLimitSeconds ?? null,
    isolation: isolation?.plan(task) ?? null,
  };
}

const argvOf = ({ command }: Task): string[] => ('argv' in command ? command.argv : ['/bin/sh', '-c', command.shell]);
