import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import type { Task } from '../../src/engine';
import { childrenOf, supervisorsOf } from '../support/processes';
import { bytesOf, interpreter, lineIn, pythonPath, root, type Workbench } from './workbench';

/** Writes lines and tells in a file how many it has flushed; beside it runs what hides from every ordinary signal. */
const script = `
import os, subprocess, sys, time
subprocess.Popen("(setsid sh -c \\"trap '' TERM HUP INT; sleep 300; sleep 300\\" &)", shell=True, stdout=subprocess.DEVNULL).wait()
count = os.open("flushed", os.O_CREAT | os.O_WRONLY)
for n in range(10**9):
    print("line", n, flush=True)
    os.pwrite(count, b"%d\\n" % (n + 1), 0)
    if n % 50 == 0: time.sleep(0.005)
`;
export const writing = (bench: Workbench): Task => bench.task(['python', '-c', script], { resources: { cpu: 0.05, memoryBytes: 60e6 } });

/** Every line whose flush the task has noted is in the log, once and in order. */
export async function expectFlushed(task: Task): Promise<void> {
  const lines = (await bytesOf(task, 'STDOUT')).toString().split('\n').slice(0, -1);
  expect(lines.length).toBeGreaterThanOrEqual(parseInt(readFileSync(join(task.folder, 'flushed'), 'utf8'), 10));
  expect(lines.findIndex((line, n) => line !== `line ${n}`)).toBe(-1);
}

/** `tmp` holds its temporary files, and is empty when nothing is left of it. */
export interface EngineProcess { tmp: string; child: ChildProcess; pid: number; printed: string[]; server: () => number; supervisors: () => number[]; line: (pattern: RegExp) => Promise<string> }

/** Another Node process that runs the tasks; resolves when all of them write. */
export async function startEngine(bench: Workbench, tasks: Task[], isolate: boolean): Promise<EngineProcess> {
  const engine = startProcess(bench, tasks, isolate);
  await Promise.all(tasks.map((task) => lineIn(task, /^line 300$/)));
  return engine;
}

export function startProcess(bench: Workbench, tasks: Task[], isolate: boolean): EngineProcess {
  const options = { interpreter, pythonPath, isolate, capacity: { cpus: 4 }, tasks };
  const tmp = mkdtempSync(join(bench.folder, 'tmp-'));
  const child = spawn(process.execPath, ['-r', join(root, 'test/support/register.cjs'), join(__dirname, 'engine-process.ts'), JSON.stringify(options)], { cwd: root, env: { ...process.env, TMPDIR: tmp }, stdio: ['ignore', 'pipe', 'inherit'] });
  const printed: string[] = [], waiting = new Set<() => void>();
  createInterface({ input: child.stdout! }).on('line', (line) => { printed.push(line); for (const wake of waiting) wake(); });
  const server = () => childrenOf(child.pid!, 'rungraph_supervisor')[0]!;
  const line = (pattern: RegExp) => new Promise<string>((resolve) => {
    const look = () => {
      const found = printed.find((each) => pattern.test(each));
      if (!found) return;
      waiting.delete(look);
      resolve(found);
    };
    waiting.add(look);
    look();
  });
  return { tmp, child, pid: child.pid!, printed, server, supervisors: () => supervisorsOf(server()), line };
}
