import { copyFile, mkdir, realpath, rename, rm, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { randomUUID } from 'node:crypto';
import type { Ending } from '../../../engine/executor';
import type { Component } from '../component/component.entity';
import type { Experiment } from '../experiment/experiment.entity';
import type { Kept } from '../output/output.service';
import type { Pod } from '../pod/pod.entity';
import type { Begun } from './gang.service';

const missing = (message: string): Partial<Ending> => ({ reason: 'EXITED', exitCode: 1, message });

/** Where the files of experiments lie below the data folder. */
export class ExperimentFolders {
  constructor(private readonly home: string) {}

  /** As in ST4SD's instances: `stages/stage<index>/<component>`. */
  ofComponent(experiment: Experiment, stage: number, component: Component): string { return join(this.ofExperiment(experiment.uid), 'stages', `stage${stage}`, component.name); }
  get experiments(): string { return join(this.home, 'experiments'); }
  ofExperiment(uid: string): string { return join(this.experiments, uid); }
  outputsOf(uid: string): string { return join(this.home, 'artefacts', 'experiments', uid); }
  /** Each replica has a folder of its own when there are several. */
  ofPod(component: Component, pod: Pod): string { return component.replicas > 1 ? join(component.workingDirectory!, String(pod.replicaIndex)) : component.workingDirectory!; }
  get logs(): string { return join(this.home, 'logs', 'pods'); }
  logOf(pod: Pick<Pod, 'number'>): string { return join(this.logs, String(pod.number)); }

  /**
   * Copies the outputs of components whose pods all succeeded. One that is not there makes the component fail: its ending in
   * `endings` becomes an error.
   * @returns what was copied, and what puts it in place
   */
  async collect({ experiment, parts }: Begun, endings: Map<number, Ending>): Promise<{ kept: Kept[]; place: () => Promise<void> }> {
    const kept: Kept[] = [], moves: [string, string][] = [];
    for (const { component, pods, outputs } of parts) {
      if (pods.some((pod) => endings.get(pod.number)!.exitCode !== 0)) continue;
      for (const output of outputs) {
        const source = await inside(this.ofPod(component, pods[0]!), output.filepath), file = source && await stat(source);
        if (!file || !file.isFile()) {
          endings.set(pods[0]!.number, { ...endings.get(pods[0]!.number)!, ...missing(`Its output ${output.name} is not there: no file ${output.filepath}.`) });
          break;
        }
        const location = join('experiments', experiment.uid, 'outputs', `${output.number}-${output.version + 1}`), temporary = join(this.home, 'artefacts', 'tmp', randomUUID());
        await mkdir(join(this.home, 'artefacts', 'tmp'), { recursive: true, mode: 0o700 });
        await copyFile(source, temporary);
        moves.push([temporary, join(this.home, 'artefacts', location)]);
        kept.push({ output, location, bytes: file.size });
      }
    }
    return {
      kept,
      place: async () => {
        for (const [from, to] of moves) {
          await mkdir(join(to, '..'), { recursive: true, mode: 0o700 });
          // Gone when the commit before this one was lost after the files were in place.
          await rename(from, to).catch(async (error: NodeJS.ErrnoException) => { if (error.code !== 'ENOENT' || !(await stat(to).catch(() => null))) throw error; });
        }
      },
    };
  }

  async remove(uid: string, pods: number[]): Promise<void> {
    for (const folder of [this.ofExperiment(uid), this.outputsOf(uid), ...pods.map((number) => this.logOf({ number }))]) await removeFolder(folder);
  }
}

/** Of a folder into which a process still writes something may be left: its worker removes it again when the process has gone, or the sweep does. */
export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true }).catch((error: NodeJS.ErrnoException) => { if (error.code !== 'ENOTEMPTY') throw error; });
}

/** The real path of `path` in `folder`; null when it is not there or lies outside, through a link for example. */
export async function inside(folder: string, path: string): Promise<string | null> {
  const [root, target] = await Promise.all([realpath(folder), realpath(join(folder, path))]).catch(() => [null, null]);
  return root && target && (target === root || target.startsWith(root + sep)) ? target : null;
}
