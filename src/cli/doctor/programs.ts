import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Config } from '../../core/config';
import { createLogger } from '../../core/logger';
import { childEnvironment } from '../../engine/child-environment';
import { PythonProcess } from '../../engine';
import { pythonInterpreter } from '../../engine/python-path';
import { projectFolder } from '../../core/project';
import { fail, messageOf, ok, type Finding } from './finding';

const oldestNode = 24;
const packages = ['scikit-learn', 'pandas', 'numpy', 'scipy', 'joblib'];
const report = `
import importlib.metadata as m, json, sys
def version(name):
    try: return m.version(name)
    except m.PackageNotFoundError: return None
print(json.dumps([sys.version.split()[0], {name: version(name) for name in sys.argv[1:]}]))
`;

export function checkNode(version = process.versions.node): Finding {
  return Number(version.split('.')[0]) >= oldestNode ? ok('Node', version) : fail('Node', `${version} is too old; Rungraph needs ${oldestNode}. Start it with npm start or bin/rungraph.mjs, which bring their own.`);
}

export async function checkPython(config: Config): Promise<Finding> {
  try {
    const interpreter = pythonInterpreter(config);
    const { stdout } = await promisify(execFile)(interpreter, ['-c', report, ...packages], { env: childEnvironment('') });
    const [python, versions] = JSON.parse(stdout) as [string, Record<string, string | null>];
    const missing = packages.filter((name) => !versions[name]);
    if (missing.length) return fail('Python', `${interpreter} has no ${missing.join(', ')}. Run: ${interpreter} -m pip install -r python/requirements.txt`);
    await startTrialProcess(interpreter, config);
    return ok('Python', `${interpreter}: Python ${python}, ${packages.map((name) => `${name} ${versions[name]}`).join(', ')}`);
  } catch (error) {
    return fail('Python', messageOf(error));
  }
}

/** The trial process itself knows which versions it can work with. @throws TrialFailure with its words */
async function startTrialProcess(interpreter: string, config: Config): Promise<void> {
  const process = new PythonProcess({ interpreter, pythonPath: join(projectFolder, 'python'), log: createLogger('silent', 'doctor'), memoryLimitMb: config.trialMemoryMb });
  try {
    await process.request('ping', {}, { timeoutMs: 60_000 });
  } finally {
    await process.close();
  }
}
