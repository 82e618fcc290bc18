import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BadInput } from '../../../core/errors';
import { projectFolder } from '../../../core/project';
import { checkKernelSpec } from '../environment/kernel-spec';
import type { ComponentInput } from '../run/create.input';
import { findConda } from './conda';

type Path = (string | number)[];
/** What of the configuration decides whether packages may be installed. */
export interface InstallSettings { allowInstalls: boolean }

/** Name of the component that makes the environment. */
export const ENVIRONMENT = 'environment';
const TIME_LIMIT_SECONDS = 3600, MOST_PACKAGES = 500, MOST_LETTERS = 200;

/** Names and versions, as in https://packaging.python.org/en/latest/specifications/dependency-specifiers; no addresses, files, markers or options. */
const VERSION = '(?:~=|==|!=|<=|>=|<|>) ?[A-Za-z0-9][A-Za-z0-9._+!-]*(?:\\.\\*)?', NAME = '[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?';
const PIP = new RegExp(`^(?<name>${NAME}) ?(?<extras>\\[ ?${NAME}(?: ?, ?${NAME})* ?\\])? ?(?<versions>${VERSION}(?: ?, ?${VERSION})*)?$`);
const CONDA = /^[A-Za-z0-9_][A-Za-z0-9_.-]*(?: ?(?:==?|~=|!=|<=|>=|<|>) ?[A-Za-z0-9][A-Za-z0-9_.+!*-]*(?: ?[,|] ?(?:==?|~=|!=|<=|>=|<|>)? ?[A-Za-z0-9][A-Za-z0-9_.+!*-]*)*(?:=[A-Za-z0-9_.*]+)?)?$/;
const CHANNEL = /^[A-Za-z0-9][A-Za-z0-9_.-]*(?:\/label\/[A-Za-z0-9][A-Za-z0-9_.-]*)?$/;

/**
 * The component that makes the Python environment of a kernel description; its digest is `setup.builds`.
 * @param kernelSpec as sent: name, channels, condaDependencies, pipDependencies
 * @returns null when there is nothing to install
 * @throws BadInput when it is malformed, or when the operator does not allow it
 */
export function environmentComponent(kernelSpec: unknown, settings: InstallSettings, path: Path = ['input', 'environment', 'kernelSpec']): ComponentInput | null {
  if (kernelSpec == null) return null;
  checkKernelSpec(kernelSpec, path);
  const pip = kernelSpec.pipDependencies ?? [], conda = kernelSpec.condaDependencies ?? [];
  if (!pip.length && !conda.length) return null;
  if (!settings.allowInstalls) throw new BadInput('The environment asks for packages, and this server does not install any: its operator would have to set RUNGRAPH_ALLOW_INSTALLS=1. An image that the operator has mapped to a virtual environment needs no installation.', path);
  const plan = {
    // Without Conda's packages nothing comes from its channels.
    channels: conda.length ? checked(kernelSpec.channels ?? [], CHANNEL, 'the name of a channel', [...path, 'channels']) : [],
    conda: sorted(checked(conda, CONDA, 'a package of Conda with its version', [...path, 'condaDependencies'])),
    pip: sorted(checked(pip, PIP, 'a package with its version, e.g. numpy==2.1.0', [...path, 'pipDependencies']).map(canonical)),
  };
  if (conda.length && !findConda()) throw new BadInput('The environment asks for packages of Conda, and there is no micromamba, mamba or conda on the PATH of this server. Packages of PyPI go into pipDependencies.', [...path, 'condaDependencies']);
  return {
    name: ENVIRONMENT, command: { argv: ['python', '-I', 'build.py'] }, replicas: 1, envVars: [], dependsOn: [],
    files: [{ path: 'build.py', content: readFileSync(join(projectFolder, 'python', 'rungraph_environments', 'build.py'), 'utf8') }, { path: 'plan.json', content: JSON.stringify(plan) }],
    service: false, maxRestarts: 0, timeLimitSeconds: TIME_LIMIT_SECONDS, setup: { builds: createHash('sha256').update(JSON.stringify(plan)).digest('hex').slice(0, 32) },
  };
}

function checked(words: string[], grammar: RegExp, what: string, path: Path): string[] {
  if (words.length > MOST_PACKAGES) throw new BadInput(`There may be ${MOST_PACKAGES} of them, not ${words.length}.`, path);
  const trimmed = words.map((word) => word.trim());
  trimmed.forEach((word, i) => {
    if (word.length > MOST_LETTERS || !grammar.test(word)) throw new BadInput(`${JSON.stringify(word.slice(0, MOST_LETTERS))} is not ${what}.`, [...path, i]);
  });
  return trimmed;
}

/** The same text for the same requirement, so that it is installed once. */
function canonical(requirement: string): string {
  const { name, extras = '', versions = '' } = PIP.exec(requirement)!.groups as { name: string; extras?: string; versions?: string };
  const list = (text: string) => sorted(text.replaceAll(' ', '').split(',').filter(Boolean)).join(',');
  const normal = (text: string) => text.toLowerCase().replaceAll(/[-_.]+/g, '-');
  const inside = list(normal(extras.slice(1, -1)));
  return `${normal(name)}${inside && `[${inside}]`}${list(versions)}`;
}

const sorted = (words: string[]) => [...new Set(words)].sort();
