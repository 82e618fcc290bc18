import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, mkdtempSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, isAbsolute, join, relative } from 'node:path';
import { programPath } from '../child-environment';
import type { Enforcement, Task } from '../executor';
import { copyEtc, LIVE } from './etc-copy';

/** Numeric libraries look there for the cores. */
const CORES = '/sys/devices/system/cpu';
const SYSTEM = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32', '/nix/store'];

export interface Bwrap { program: string; version: string }
export interface IsolationPlan { bwrap: string; arguments: string[]; afterTmp: string[] }
/** A file or folder that a task sees, and its real path. */
interface Shown { at: string; real: string }

/** Builds the view that an isolated task has of the machine. */
export class Isolation {
  private readonly python: string[];
  private readonly always: Shown[];

  /**
   * @param etc what a task sees as /etc
   * @param readable what every task may read, besides the system and Python
   * @param hidden what no task may see, even inside of what it may read, whatever links lead there
   */
  constructor(private readonly bwrap: Bwrap, interpreter: string, private readonly etc: string, private readonly readable: string[], private readonly hidden: string[]) {
    this.python = pythonPaths(interpreter);
    this.always = [...SYSTEM, ...this.python, ...readable].flatMap((path) => shown(path));
  }

  /** Besides its own /tmp it may write in `folder` and `writable`. */
  plan({ folder, readable = [], writable = [], mounts = [] }: Pick<Task, 'folder' | 'readable' | 'writable' | 'mounts'>): IsolationPlan {
    const hidden = this.hidden.flatMap((path) => shown(path)).map(({ real }) => real);
    const others = [...readable.filter((path) => !isSystems(path)).map((path) => ({ from: path, at: path })), ...mounts];
    // What belongs to the task lies inside of what is hidden, and on top of it; what holds it lies below.
    const [own, around] = partition(others, ({ from }) => shown(from).some(({ real }) => hidden.some((path) => isIn(path, real))));
    const seen = [...this.always, ...around.flatMap(({ from, at }) => shown(from, at))];
    const covered = [...new Set(hidden.flatMap((path) => seen.filter(({ real }) => isIn(real, path)).map(({ at, real }) => join(at, relative(real, path)))))];
    return {
      bwrap: this.bwrap.program,
      arguments: ['--unshare-user', '--unshare-pid', '--unshare-ipc', '--unshare-cgroup-try', '--die-with-parent', '--cap-drop', 'ALL', ...this.system(), '--proc', '/proc', '--dev', '/dev', '--tmpfs', '/dev/shm', '--tmpfs', '/run'],
      // What is bound last lies on top.
      afterTmp: [
        // The project itself may lie in /tmp.
        ...this.python.flatMap((path) => ['--ro-bind', path, path]),
        ...this.readable.flatMap((path) => ['--ro-bind-try', path, path]),
        ...around.flatMap(({ from, at }) => ['--ro-bind', from, at]),
        ...covered.flatMap((path) => ['--tmpfs', path]),
        ...own.flatMap(({ from, at }) => ['--ro-bind', from, at]),
        ...[...writable, folder].flatMap((path) => ['--bind', path, path]),
        ...['/', ...covered].flatMap((path) => ['--remount-ro', path]),
      ],
    };
  }

  private system(): string[] {
    const roots = SYSTEM.flatMap((path) => {
      const facts = lstatSync(path, { throwIfNoEntry: false });
      if (!facts) return [];
      return facts.isSymbolicLink() ? ['--symlink', readlinkSync(path), path] : ['--ro-bind', path, path];
    });
    return [
      ...roots, '--ro-bind', this.etc, '/etc',
      ...[...LIVE, CORES].flatMap((path) => ['--ro-bind-try', path, path]),
    ];
  }
}

const isSystems = (path: string) => SYSTEM.some((root) => isIn(root, path));

/** Whether a path is a folder or lies below it. */
function isIn(folder: string, path: string): boolean {
  const below = relative(folder, path);
  return below !== '..' && !below.startsWith('../') && !isAbsolute(below);
}

/** Nothing where it is not there. */
const shown = (from: string, at = from): Shown[] => (existsSync(from) ? [{ at, real: realpathSync(from) }] : []);

const partition = <T>(all: T[], belongs: (each: T) => boolean): [T[], T[]] => [all.filter(belongs), all.filter((each) => !belongs(each))];

/**
 * The environment of the interpreter and the installation behind it. Of a folder that holds other things too only what belongs
 * to Python: an interpreter in ~/bin or ~/.local/bin must not open the rest of a home.
 */
export function pythonPaths(interpreter: string): string[] {
  if (!existsSync(interpreter)) return [];
  const prefixes = [...new Set([interpreter, realpathSync(interpreter)].map((path) => dirname(dirname(path))))].filter((path) => path !== '/' && !SYSTEM.includes(path));
  return prefixes.flatMap((prefix) => {
    const isPythons = ['pyvenv.cfg', 'conda-meta'].some((name) => existsSync(join(prefix, name))) || /^([a-z]+-?)?3\.\d+(\.\d+)?([-+.].*)?$/.test(basename(prefix));
    return isPythons ? [prefix] : ['bin', 'lib', 'lib64', 'include'].map((name) => join(prefix, name)).filter((path) => existsSync(path));
  });
}

let verdict: Bwrap | string | undefined;

/** The bwrap that works here, or why there is none: tried by running something in it, once a process. */
export const findBwrap = (): Bwrap | string => (verdict ??= tryBwrap(programPath()));

function tryBwrap(path: string): Bwrap | string {
  if (process.platform !== 'linux') return 'bubblewrap exists on Linux only';
  const program = path.split(delimiter).map((folder) => join(folder, 'bwrap')).find((file) => existsSync(file));
  if (!program) return 'bwrap is not installed; on Debian and Ubuntu: apt-get install bubblewrap';
  const scratch = mkdtempSync(join(tmpdir(), 'rungraph-isolation-')), folder = join(scratch, 'work');
  try {
    mkdirSync(folder);
    const etc = copyEtc(join(scratch, 'etc'), []);
    const version = execFileSync(program, ['--version'], { encoding: 'utf8', env: {} }).trim();
    const { arguments: args, afterTmp } = new Isolation({ program, version }, '', etc, [], []).plan({ folder });
    execFileSync(program, [...args, ...afterTmp, '--chdir', folder, '--', '/bin/sh', '-c', 'echo $$ > tried && test $$ -lt 10'], { env: {}, timeout: 10_000, stdio: 'pipe', encoding: 'utf8' });
    return { program, version };
  } catch (error) {
    const words = (error as { stderr?: string }).stderr?.trim() || (error as Error).message;
    return `bwrap does not work here (${words.split('\n').at(-1)}); it needs unprivileged user namespaces`;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

export function isolationReport(): Enforcement<'bwrap' | 'none'> {
  const bwrap = findBwrap();
  return typeof bwrap === 'string'
    ? { how: 'none', why: `${bwrap}. Tasks run as the user who runs the worker, with that user's rights.` }
    : { how: 'bwrap', why: `${bwrap.version}: a task writes in its folder and its own /tmp, and sees the system's programs, the Python environment and its processes; the network is shared.` };
}
