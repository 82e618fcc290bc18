import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { alone } from './lock.mjs';
import { nodeProgram } from './node.mjs';
import { packages } from './packages.mjs';
import { python } from './python.mjs';
import { root, SetupError, step } from './step.mjs';

export const parts = { packages, python, build };
/** What npm has installed from a package is built, and has its own packages. */
const needed = () => (existsSync(join(root, 'package-lock.json')) ? Object.values(parts) : [python]);

async function outOfDate(wanted) {
  const states = await Promise.all(wanted.map((part) => part.upToDate()));
  return wanted.filter((_, index) => !states[index]);
}

async function inTurn(todo) {
  for (const part of todo) await step(part);
}

/**
 * Makes whatever is missing or out of date; when nothing is, this takes a fraction of a second and prints nothing.
 * @returns the Node to run Rungraph with
 * @throws SetupError that says what the user is to do
 */
export async function setUp(wanted = needed()) {
  if ((await outOfDate(wanted)).length) {
    await alone(async () => {
      // Whoever held the lock before may have done it all.
      const todo = await outOfDate(wanted);
      if (todo.length) process.stderr.write(`Setting up Rungraph (${todo.map((part) => part.title).join(', ')}); later starts skip this.\n`);
      // The build needs the npm packages; Python needs nothing of them.
      const done = await Promise.allSettled([todo.filter((part) => part !== python), todo.filter((part) => part === python)].map(inTurn));
      const reasons = done.filter(({ status }) => status === 'rejected').map(({ reason }) => reason);
      const unexpected = reasons.find((reason) => !(reason instanceof SetupError));
      if (unexpected) throw unexpected;
      if (reasons.length) throw new SetupError(reasons.map(({ message }) => message).join('\n'));
    });
  }
  return nodeProgram();
}
