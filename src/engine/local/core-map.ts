import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';

/** Which cores of the machine each task runs on: those with the least on them. */
export class CoreMap {
  private readonly load: Map<number, number>;

  /** Workers know nothing of each other's tasks, so each begins with a core of its own. */
  constructor(allowed: number[] = allowedCores(), first = process.pid % allowed.length) {
    const cores = [...allowed.slice(first), ...allowed.slice(0, first)];
    this.load = new Map(cores.map((core) => [core, 0]));
  }

  /** @param cpu cores, fractions allowed; a task that asks for more than there are, or for none in particular, gets all */
  take(cpu: number): number[] {
    if (cpu === 0) return [...this.load.keys()];
    const chosen = [...this.load].sort(([, a], [, b]) => a - b).slice(0, Math.max(1, Math.ceil(cpu))).map(([core]) => core);
    this.add(chosen, cpu);
    return chosen;
  }

  release(cores: number[], cpu: number): void {
    this.add(cores, -cpu);
  }

  private add(cores: number[], cpu: number): void {
    for (const core of cores) this.load.set(core, Math.round((this.load.get(core)! + cpu / cores.length) * 1e6) / 1e6);
  }
}

/** The cores that this process may run on. */
export function allowedCores(): number[] {
  const list = /^Cpus_allowed_list:\s+(\S+)$/m.exec(readStatus())?.[1];
  if (!list) return cpus().map((_, core) => core);
  return list.split(',').flatMap((range) => {
    const [first, last = first] = range.split('-').map(Number);
    return Array.from({ length: last! - first! + 1 }, (_, i) => first! + i);
  });
}

function readStatus(): string {
  try {
    return readFileSync('/proc/self/status', 'utf8');
  } catch {
    return '';   // not Linux
  }
}
