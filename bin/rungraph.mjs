#!/usr/bin/env node
// The command `rungraph`, and `atm`, which is the same program under the name that older scripts use.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { launch } from '../scripts/launch.mjs';
import { nodeProgram } from '../scripts/setup/node.mjs';
import { root, SetupError } from '../scripts/setup/step.mjs';

const main = fileURLToPath(new URL('../dist/src/cli/main.js', import.meta.url));
try {
  if (!existsSync(main)) throw new SetupError(`Rungraph is not set up yet. Run: npm --prefix ${root} run setup`);
  launch(nodeProgram(), [main, ...process.argv.slice(2)]);
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
