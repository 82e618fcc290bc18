import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root, SetupError } from './step.mjs';

const wanted = 24;

/** The Node that runs Rungraph: the present one when it is new enough, else the one that came with the packages. */
export function nodeProgram() {
  if (Number(process.versions.node.split('.')[0]) >= wanted) return process.execPath;
  const ours = join(root, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin/node');
  if (existsSync(ours)) return ours;
  throw new SetupError(`Rungraph needs Node ${wanted} or newer. This is ${process.version}, and the packages bring no Node for ${process.platform}-${process.arch}.\n  Install Node ${wanted} from https://nodejs.org/en/download and run this again.`);
}
