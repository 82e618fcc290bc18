import { join } from 'node:path';
import { launch } from './launch.mjs';
import { setUp } from './setup/index.mjs';
import { root, SetupError } from './setup/step.mjs';

/** Runs one of our programs, after the set-up where that is needed. @param {string} main  below dist/src/cli */
export async function startProgram(main) {
  try {
    const node = await setUp();
    launch(node, [join(root, 'dist/src/cli', main), ...process.argv.slice(2)]);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
