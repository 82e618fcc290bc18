import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lastLines, root, run, SetupError, state } from './step.mjs';

const title = 'Python packages';
const oldest = [3, 11], newest = [3, 14];
const requirements = join(root, 'python/requirements.txt');
// One that whoever installed us has made is used; it is ours to change only where we may write.
const shared = join(root, '.venv'), folder = join(state, '.venv');
const interpreter = join(folder, 'bin/python');
const stamp = join(folder, '.stamp');
const install = '-m pip install -r python/requirements.txt';

const ask = (python, code) => run(python, ['-c', code]);
const hasScikitLearn = async (python) => (await ask(python, 'import importlib.metadata as m; m.version("scikit-learn")')).code === 0;

/** e.g. [3, 11, 7], or null when this is no working Python 3. */
async function versionOf(python) {
  const { code, output } = await ask(python, 'import sys; print(*sys.version_info[:3])');
  return code === 0 && /^3 \d+ \d+$/.test(output) ? output.split(' ').map(Number) : null;
}

async function fingerprint(python = interpreter) {
  const version = existsSync(python) && await versionOf(python);
  return version ? `${createHash('sha256').update(readFileSync(requirements)).digest('hex')} ${version.join('.')}` : null;
}

/** An environment that was finished once, with an interpreter that is still the same: other versions can be installed over it. */
const isComplete = async () => existsSync(stamp) && readFileSync(stamp, 'utf8').split(' ')[1] === (await fingerprint())?.split(' ')[1];

const isFinished = async (place) => existsSync(join(place, '.stamp')) && readFileSync(join(place, '.stamp'), 'utf8') === await fingerprint(join(place, 'bin/python'));

async function upToDate() {
  if (process.env.RUNGRAPH_PYTHON) return hasScikitLearn(process.env.RUNGRAPH_PYTHON);
  return await isFinished(shared) || (folder !== shared && await isFinished(folder));
}

async function make() {
  const own = process.env.RUNGRAPH_PYTHON;
  if (own) throw new SetupError(`RUNGRAPH_PYTHON=${own} is not a Python with scikit-learn. Run: ${own} ${install}\n  Or unset RUNGRAPH_PYTHON, and the set-up makes an environment of its own in .venv.`);
  const python = await findPython();
  if (!await isComplete()) await makeEnvironment(python);
  rmSync(stamp, { force: true });
  const { code, output } = await run(interpreter, ['-m', 'pip', 'install', ...pipOptions, '-r', requirements]);
  if (code !== 0) throw await cannotInstall(python, output);
  writeFileSync(stamp, await fingerprint());
}

// Wheels only: a package that had to be compiled would fail later, and less clearly.
const pipOptions = ['--quiet', '--no-input', '--disable-pip-version-check', '--only-binary', ':all:', '--retries', '2', '--timeout', '20'];

async function findPython() {
  const seen = [];
  for (const name of ['python3', ...[13, 12, 11, 14].map((minor) => `python3.${minor}`)]) {
    const version = await versionOf(name);
    if (version && version[1] >= oldest[1] && version[1] <= newest[1]) return name;
    if (version) seen.push(`${name} is ${version.join('.')}`);
  }
  throw new SetupError(`Python ${oldest.join('.')} to ${newest.join('.')} is needed for the pinned packages; ${seen.length ? seen.join(', ') : 'there is no python3 on the PATH'}.
  Install one (Debian, Ubuntu: apt-get install -y python3 python3-venv; else https://www.python.org/downloads), then run: npm run setup
  Or name one that has the packages: RUNGRAPH_PYTHON=/path/to/python npm run setup`);
}

async function makeEnvironment(python) {
  const whole = await run(python, ['-m', 'venv', '--clear', folder]);
  if (whole.code === 0) return;
  // Debian ships venv without the part that brings pip; a pip of the system can fill the environment instead.
  const bare = await run(python, ['-m', 'venv', '--clear', '--without-pip', folder]);
  const filled = bare.code === 0 && await run(python, ['-m', 'pip', '--python', interpreter, 'install', ...pipOptions, 'pip']);
  if (filled && filled.code === 0) return;
  throw new SetupError(`${python} cannot make a virtual environment:\n${lastLines(whole.output, 6)}
  On Debian and Ubuntu run (as root): apt-get install -y python3-venv\n  Then run: npm run setup`);
}

async function cannotInstall(python, output) {
  const ready = await hasScikitLearn(python);
  const { output: path } = await ask(python, 'import sys; print(sys.executable)');
  return new SetupError(`pip could not install the packages of python/requirements.txt:\n${lastLines(output, 6)}
  When pip can reach its index again, run: npm run setup
  Or use a Python that has the packages: ${ready ? `RUNGRAPH_PYTHON=${path} npm run setup` : `RUNGRAPH_PYTHON=/path/to/python npm run setup (made ready by: /path/to/python ${install})`}`);
}

export const python = { title, upToDate, make };
