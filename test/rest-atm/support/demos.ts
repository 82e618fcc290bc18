import { spawnSync } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { interpreter, root } from '../../python/trial-process';

/** Writes demo data sets, and what the examples of the documentation page name: pollution_1.csv is not ours to ship, so another file stands under its name. */
export function writeDemos(folder: string, ...names: string[]): void {
  const demos = join(folder, 'demos');
  const made = spawnSync(interpreter, ['-m', 'rungraph_demos', demos, 'breast_cancer', ...names], { cwd: join(root, 'python'), encoding: 'utf8' });
  if (made.status !== 0) throw new Error(made.stderr);
  copyFileSync(join(demos, 'breast_cancer.csv'), join(demos, 'pollution_1.csv'));
}
