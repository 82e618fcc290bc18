import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { SetupError } from './step.mjs';

const wanted = 24;

/** The Node that runs Rungraph: the present one when it is new enough, else the one that came with the packages. */
export function nodeProgram() {
  if (Number(process.versions.node.split('.')[0]) >= wanted) return process.execPath;
  try {
    return join(dirname(createRequire(import.meta.url).resolve(`node-${process.platform}-${process.arch}/package.json`)), 'bin/node');
  } catch {
    // not installed, or there is none for this platform
  }
  throw new SetupError(`Rungraph needs Node ${wanted} or newer. This is ${process.version}, and the packages bring no Node for ${process.platform}-${process.arch}.\n  Install Node ${wanted} from https://nodejs.org/en/download and run this again.`);
}
