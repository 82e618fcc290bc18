import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Config } from '../../../core/config';
import { readImages, type Images } from '../../../core/image-file';
import { projectFolder } from '../../../core/project';
import { pythonPaths } from '../../../engine';
import { proxyVariables } from '../../../engine/child-environment';
import { pythonInterpreter } from '../../../engine/python-path';
import type { Component } from '../component/component.entity';
import { condaPaths, findConda } from './conda';
import { standInFor } from './images';

export type RuntimeSettings = Pick<Config, 'home' | 'images' | 'python'>;
/** What the programs of a component run with, besides their own; paths are absolute. */
export interface Runtime {
  /** for people */
  about: string;
  /** words before those of the program */
  before: string[];
  env: Record<string, string>;
  /** folders with programs that come first */
  programs: string[];
  readable: string[];
  writable: string[];
  /** what isolated processes see at other places */
  mounts: { from: string; at: string }[];
}

const PLAIN: Runtime = { about: "the project's Python and the system's programs", before: [], env: {}, programs: [], readable: [], writable: [], mounts: [] };

/** Finds on this machine what components ask for by the names of images and environments. */
export class Runtimes {
  private readonly images: Images;
  private pip: Pick<Runtime, 'env' | 'readable'> | undefined;

  constructor(private readonly settings: RuntimeSettings) {
    this.images = readImages(settings.images);
  }

  of({ image, setup }: Pick<Component, 'image' | 'setup'>): Runtime {
    if (setup.fetches) return { ...PLAIN, about: "the system's git", env: proxyVariables() };
    if (setup.builds) return this.builder(setup.builds);
    if (setup.environment) {
      const about = `environment ${setup.environment}${image ? `; image ${image} is a label here` : ''}`;
      return { ...PLAIN, about, ...withEnvironment(join(this.folderOf(setup.environment), 'environment')) };
    }
    if (!image) return PLAIN;
    const standIn = standInFor(this.images, image);
    if (!standIn) return { ...PLAIN, about: `image ${image} is a label here; ${PLAIN.about}` };
    const { venv, command } = standIn, mounts = Object.entries(standIn.mounts).map(([at, from]) => ({ from, at }));
    const by = venv ? `virtual environment ${venv}` : command ? `command ${command.join(' ')}` : undefined;
    const about = `${[by, ...mounts.map(({ from, at }) => `${from} at ${at}`)].filter(Boolean).join(', ')} for image ${image}`;
    if (venv) return { ...PLAIN, about, mounts, ...withEnvironment(venv, pythonPaths(join(venv, 'bin', 'python'))) };
    return { ...PLAIN, about, mounts, ...(command && { before: command, readable: [command[0]!] }) };
  }

  /** An environment belongs to the interpreter that has made it. */
  private folderOf(digest: string): string {
    const python = createHash('sha256').update(realpathSync(pythonInterpreter(this.settings))).digest('hex').slice(0, 8);
    return join(this.settings.home, 'environments', `${digest}-${python}`);
  }

  private builder(digest: string): Runtime {
    const folder = this.folderOf(digest), conda = findConda();
    this.pip ??= pipSettings(pythonInterpreter(this.settings));
    return {
      ...PLAIN, about: `makes environment ${digest}`, env: { ...this.pip.env, ...proxyVariables(), ENVIRONMENT_FOLDER: folder, ...(conda && { ENVIRONMENT_CONDA: conda }) },
      readable: [...this.pip.readable, ...(conda ? condaPaths(conda) : [])], writable: [folder],
    };
  }
}

/** @param besides what its Python needs, unless everybody sees that anyway, or it is all in the folder */
function withEnvironment(folder: string, besides: string[] = []): Pick<Runtime, 'env' | 'programs' | 'readable'> {
  const isCondas = existsSync(join(folder, 'conda-meta'));
  return { env: { [isCondas ? 'CONDA_PREFIX' : 'VIRTUAL_ENV']: folder }, programs: [join(folder, 'bin')], readable: [...new Set([folder, ...besides])] };
}

/** From where the operator's pip takes packages; it runs where it sees neither his configuration nor his home. */
function pipSettings(interpreter: string): Pick<Runtime, 'env' | 'readable'> {
  const found = askPip(interpreter);
  const env = Object.fromEntries(Object.entries(found).map(([key, value]) => [`PIP_${key.toUpperCase().replaceAll('-', '_')}`, value]));
  const places = Object.values(found).flatMap((value) => value.split(/\s+/)).map((place) => (place.startsWith('file://') ? fileURLToPath(place) : place));
  return { env: { ...env, PIP_CONFIG_FILE: '/dev/null' }, readable: [...new Set(places.filter((place) => isAbsolute(place) && !place.startsWith('/etc/') && existsSync(place)).map(dirnameOfIndex))] };
}

function askPip(interpreter: string): Record<string, string> {
  try {
    return JSON.parse(execFileSync(interpreter, [join(projectFolder, 'python', 'rungraph_environments', 'pip_settings.py')], { encoding: 'utf8', stdio: 'pipe' })) as Record<string, string>;
  } catch {
    // A Python without pip says so again, and better, in the log of the pod that needs it.
    return {};
  }
}

/** Indexes of files refer to packages beside them. */
const dirnameOfIndex = (place: string) => (place.endsWith('/simple') ? dirname(place) : place);
