import { realpath } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { addAbortSignal } from 'node:stream';
import { openInside, type Artefact, type ArtefactStore, type Staged } from '../../../artefacts';
import type { Component } from '../component/component.entity';
import type { Experiment } from '../experiment/experiment.entity';
import { outputLocation, OUTPUTS, type Kept } from '../output/output.service';
import type { Pod } from '../pod/pod.entity';
import type { Begun, Part } from './gang-parts';
import { countingPods } from './gang-changes';
import type { PodEnding } from './outcome';
import { removeFolder } from './remove-folder';

/** Outputs that were copied, but lie at no place yet; what is not placed is to be discarded. */
export interface Collected { kept: Kept[]; place: () => Promise<void>; discard: () => Promise<void> }

/** Where the files of experiments lie below the data folder. */
export class ExperimentFolders {
  constructor(private readonly home: string, private readonly artefacts: ArtefactStore) {}

  /** As in ST4SD's instances: `stages/stage<index>/<component>`. What is prepared for a job may be replaced by another one of that name while it is still written. */
  ofComponent(experiment: Experiment, stage: number, { name, number, setup }: Component): string {
    return join(this.ofExperiment(experiment.uid), 'stages', `stage${stage}`, setup.fetches || setup.builds ? `${name}-${number}` : name);
  }
  get experiments(): string { return join(this.home, 'experiments'); }
  ofExperiment(uid: string): string { return join(this.experiments, uid); }
  outputsOf(uid: string): string { return join(this.home, 'artefacts', 'experiments', uid); }
  /** Each replica has a folder of its own when there are, or may come to be, several. */
  ofPod(component: Component, pod: Pod): string { return component.jobRole || component.replicas > 1 ? join(component.workingDirectory!, String(pod.replicaIndex)) : component.workingDirectory!; }
  get logs(): string { return join(this.home, 'logs', 'pods'); }
  logOf(pod: Pick<Pod, 'number'>): string { return join(this.logs, String(pod.number)); }

  /**
   * Copies the outputs of components whose pods all succeeded, unless the signal is aborted: then it fails. One that is not there makes the component fail: its ending in
   * `endings` becomes an error.
   * @returns what was copied, and what puts it in place
   */
  async collect({ experiment, parts }: Begun, endings: Map<number, PodEnding>, signal: AbortSignal): Promise<Collected> {
    const kept: Kept[] = [], files: [Staged, string][] = [];
    const discard = async () => { for (const [file] of files) await file.discard(); };
    const copy = async ({ component, pods, outputs }: Part) => {
      const counting = countingPods({ component, pods });
      if (counting.some((pod) => endings.get(pod.number)!.exitCode !== 0)) return;
      for (const output of outputs) {
        signal.throwIfAborted();
        const source = await openComponentFile(this.home, this.ofPod(component, pods[0]!), output.filepath);
        if (!source) {
          endings.set(pods[0]!.number, { ...endings.get(pods[0]!.number)!, outputMissing: true, message: `Its output ${output.name} is not there: no file ${output.filepath}.` });
          return;
        }
        const location = outputLocation(experiment.uid, output);
        const file = await this.artefacts.stage(addAbortSignal(signal, source.read())).finally(() => source.close());
        files.push([file, location]);
        kept.push({ output, location, bytes: file.bytes });
      }
    };
    try {
      for (const part of parts) await copy(part);
    } catch (error) {
      await discard();
      throw error;
    }
    return { kept, place: async () => { for (const [file, location] of files) await file.place(location); }, discard };
  }

  /** What cannot be removed, e.g. since a process still writes into it, is left: its worker tries again when the process has gone, and the sweeps do, which tell. */
  async remove(uid: string, pods: number[]): Promise<void> {
    for (const folder of [this.ofExperiment(uid), ...pods.map((number) => this.logOf({ number }))]) await removeFolder(folder).catch(() => {});
    await this.artefacts.removeBelow(`${OUTPUTS}/${uid}`).catch(() => {});
  }
}

export const logFolder = (home: string, { number }: Pick<Pod, 'number'>) => join(home, 'logs', 'pods', String(number));

/** A file that a component has written below its folder; null when there is none, or when a link leads elsewhere. */
export async function openComponentFile(home: string, folder: string, path: string): Promise<Artefact | null> {
  const real = await realpath(home).catch(() => null), below = relative(home, folder);
  return real && !below.startsWith('..') ? openInside(join(real, below), path) : null;
}

/** The real path of `path` in `folder`; null when it is not there or lies outside, through a link for example. */
export async function inside(folder: string, path: string): Promise<string | null> {
  const [root, target] = await Promise.all([realpath(folder), realpath(join(folder, path))]).catch(() => [null, null]);
  return root && target && (target === root || target.startsWith(root + sep)) ? target : null;
}
