import { join } from 'node:path';
import type { Task, TaskResources } from '../../../engine/executor';
import type { Command, Resources } from '../component/component.entity';
import { CODE } from '../framework/code';
import type { Pod } from '../pod/pod.entity';
import type { ExperimentFolders } from './folders';
import type { Begun, Part } from './gang-parts';
import { inputVariable } from './input-names';

/** Where the original shows the code to the processes of a job. */
const CODE_FOLDER = '/code';

/** What the engine is to run for a pod. */
export function taskOf({ experiment }: Begun, { component, inputs, runtime }: Part, pod: Pod, folders: ExperimentFolders): Task {
  const code = component.setup.code && inputs.find((input) => input.component === CODE)?.folder;
  return {
    id: `pod-${pod.number}`,
    command: behind(runtime.before, component.call),
    env: {
      ...variablesOf({ experiment }, component),
      ...Object.fromEntries(inputs.filter(({ method }) => method !== 'COPY' && method !== 'LINK').map((input) => [inputVariable(input.component), join(input.folder, input.path)])),
      ...(code && { CODE_PATH: code }),
      ...runtime.env,
      EXPERIMENT_ID: experiment.id, COMPONENT_NAME: component.name, POD_NAME: pod.name,
      REPLICA_INDEX: String(pod.replicaIndex), REPLICAS: String(component.replicas), ATTEMPT: String(pod.attempt),
    },
    folder: folders.ofPod(component, pod),
    readable: [...new Set([...inputs.map(({ folder }) => folder), ...runtime.readable])],
    writable: runtime.writable,
    mounts: [...runtime.mounts, ...(code ? [{ from: code, at: CODE_FOLDER }] : [])],
    programs: runtime.programs,
    files: component.files,
    resources: needsOf(component.resources),
    replicaIndex: pod.replicaIndex,
    timeLimitSeconds: component.timeLimitSeconds ?? undefined,
    logFolder: folders.logOf(pod),
  };
}

/** As the engine asks for it. */
export const needsOf = ({ cpu, memoryBytes, gpu }: Resources): TaskResources => ({ cpu: cpu ?? undefined, memoryBytes: memoryBytes ?? undefined, gpu: gpu ?? undefined });

/** What prepares something for others gets its own variables only: those of the job could change what git and pip do, and what they make is shared. */
function variablesOf({ experiment }: Pick<Begun, 'experiment'>, { envVars, secrets, setup, jobRole }: Part['component']): Record<string, string> {
  const isOurs = setup.fetches || setup.builds, shown = [...(isOurs || jobRole ? [] : experiment.envVars), ...envVars];
  const hidden = Object.entries(secrets).filter(([secret]) => !isOurs || envVars.some(({ name }) => name === secret));
  return Object.fromEntries([...shown.map(({ name, value }) => [name, value]), ...hidden]);
}

function behind(before: string[], call: Command): Command {
  if (!before.length) return call;
  return { argv: [...before, ...('argv' in call ? call.argv : ['/bin/sh', '-c', call.shell])] };
}
