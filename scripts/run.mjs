// What `npm start`, `npm run demo`, `npm test` and `npm run bench` have in common: the set-up first, then the program.
import { join } from 'node:path';
import { launch } from './launch.mjs';
import { setUp } from './setup/index.mjs';
import { root, SetupError } from './setup/step.mjs';

const tasks = {
  rungraph: (args) => ['dist/src/cli/main.js', ...args],
  // jest takes every word after --selectProjects for a project, so what the user adds comes before it.
  test: ([project, ...args]) => ['node_modules/jest/bin/jest.js', ...args, '--selectProjects', project],
  // The emitted SDL, and the types that the REST layer makes of it.
  schema: () => ['scripts/schema.mjs'],
  bench: (args) => ['bench/main.mjs', ...args],
};
const [task, ...args] = process.argv.slice(2);

try {
  const node = await setUp();
  const [script, ...rest] = tasks[task](args);
  launch(node, [join(root, script), ...rest]);
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
