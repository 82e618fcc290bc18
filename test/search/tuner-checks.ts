import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { once } from 'node:events';
import { pythonInterpreter } from '../../src/engine/python-path';

const root = join(__dirname, '../..');

export const tuners = ['UNIFORM', 'GP', 'GP_EI', 'GP_EIVEL', 'GCP', 'GCP_EI'];

export interface Tunable { name: string; type: 'INT' | 'INT_EXP' | 'FLOAT' | 'FLOAT_EXP'; low: number; high: number }
export interface Trial { values: Record<string, number>; score: number | null }
export interface ProposeRequest { tuner: string; tunables: Tunable[]; history: Trial[]; rMinimum: number; gridding: number; seed: number }
export interface Proposal { values?: Record<string, number>; exhausted?: true; error?: string }

/** One warm Python process for all tuner tests. */
export class TunerChecks {
  private readonly child = spawn(pythonInterpreter({ python: process.env.RUNGRAPH_PYTHON }), [join(__dirname, 'tuner_checks.py')], {
    stdio: ['pipe', 'pipe', 'inherit'], env: { PATH: process.env.PATH, PYTHONPATH: join(root, 'python'), PYTHONDONTWRITEBYTECODE: '1', OMP_NUM_THREADS: '1' },
  });
  private readonly lines = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();

  /** Calls one function of `tuner_checks.py` for each list of arguments. */
  async check<T>(name: string, calls: unknown[][]): Promise<T[]> {
    // Python reads and writes NaN, JSON.stringify does not.
    this.child.stdin.write(`${JSON.stringify({ check: name, calls }).replaceAll('"NaN"', 'NaN')}\n`);
    const { value, done } = await this.lines.next();
    if (done) throw new Error('the Python process has ended');
    return JSON.parse(value) as T[];
  }

  async propose(requests: ProposeRequest[]): Promise<Proposal[]> { return (await this.check<Proposal[]>('proposals', [[requests]]))[0]; }
  async proposeOne(request: ProposeRequest): Promise<Proposal> { return (await this.propose([request]))[0]; }

  async close(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const exit = once(this.child, 'exit');
    this.child.stdin.end();
    await exit;
  }
}
