import { join } from 'node:path';
import type { Task } from '../../../engine/executor';
import type { Pod } from '../pod/pod.entity';
import type { ExperimentFolders } from './folders';
import type { Begun, Part } from './gang.service';
import { inputVariable } from './input-names';

/** What the engine is to run for a pod. */
export function taskOf({ experiment }: Begun, { component, inputs }: Part, pod: Pod, folders: ExperimentFolders): Task {
  const shown = [...experiment.envVars, ...component.envVars].map(({ name, value }) => [name, value] as const);
  const { cpu, memoryBytes, gpu } = component.resources;
  return {
    id: `pod-${pod.number}`,
    command: component.call,
    env: {
      ...Object.fromEntries(shown),
      ...component.secrets,
      ...Object.fromEntries(inputs.filter(({ method }) => method !== 'COPY' && method !== 'LINK').map((input) => [inputVariable(input.component), join(input.folder, input.path)])),
      EXPERIMENT_ID: experiment.id, COMPONENT_NAME: component.name, POD_NAME: pod.name,
      REPLICA_INDEX: String(pod.replicaIndex), REPLICAS: String(component.replicas), ATTEMPT: String(pod.attempt),
    },
    folder: folders.ofPod(component, pod),
    readable: inputs.map(({ folder }) => folder),
    files: component.files,
    resources: { cpu: cpu ?? undefined, memoryBytes: memoryBytes ?? undefined, gpu: gpu ?? undefined },
    replicaIndex: pod.replicaIndex,
    timeLimitSeconds: component.timeLimitSeconds ?? undefined,
    logFolder: folders.logOf(pod),
  };
}
