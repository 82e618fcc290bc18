import type { ComponentDraft } from '../component/component.service';
import type { OutputDraft } from '../output/output.service';
import type { CreateExperimentInput } from './create.input';
import type { Plan, PlannedComponent } from './plan';

/** @param shared secrets of the experiment; one that a component sets itself hides that of the same name */
export function componentDraft({ input: of, command, resources, envVars, secrets }: PlannedComponent, shared: Record<string, string>): Omit<ComponentDraft, 'experimentNumber' | 'stageNumber' | 'openProducers'> {
  const own = new Set(envVars.map(({ name }) => name)), inherited = of.jobRole ? [] : Object.entries(shared).filter(([name]) => !own.has(name));
  return {
    name: of.name, role: of.role ?? null, replicas: of.replicas, call: command, image: of.image ?? null, resources, envVars, secrets: { ...Object.fromEntries(inherited), ...secrets },
    files: of.files.map(({ path, content }) => ({ path, content })), service: of.service, jobRole: of.jobRole ?? false, maxRestarts: of.maxRestarts, timeLimitSeconds: of.timeLimitSeconds ?? null, setup: of.setup ?? {},
  };
}

/** @param numberOf the key of a component by its place in the plan */
export const outputDrafts = ({ outputs }: CreateExperimentInput, plan: Plan, experimentNumber: number, numberOf: (component: number) => number): OutputDraft[] =>
  outputs.map(({ name, path, description, type }, i) => ({ experimentNumber, componentNumber: numberOf(plan.outputs[i]!), name, filepath: path, description, type }));
