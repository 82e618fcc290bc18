import type { z } from 'zod';
import { Refused } from './errors';
import type { CreateExperimentTemplateInput } from './operations.generated';
import type { ExperimentSpec } from './spec-schema';
import { checkTemplate, roleParameters, type Parameter } from './template-mapping';
import type { templateSpec } from './template-schema';

/**
 * What the graph stores: the specification without what is null or only shown in answers, and the parameters of its roles beside those that were given.
 * @throws Refused 400
 */
export function templateInput({ name, author, description, parameters, experimentSpec }: z.output<typeof templateSpec>): CreateExperimentTemplateInput {
  if (name == null) throw notStored('name: is required');
  if (!experimentSpec?.spec) throw notStored(`experimentSpec${experimentSpec ? '.spec' : ''}: is required`);
  const given = (parameters ?? []).map((one): Parameter => ({
    name: one.name ?? '', required: one.required == null ? null : one.required.toLowerCase() === 'true', description: one.description ?? null, value: one.value ?? null,
  }));
  const spec = asKept(experimentSpec), all = [...given, ...roleParameters(spec.spec, given)];
  checkTemplate(spec, all);
  refusePassword(spec, all);
  return { name, author, description, parameters: all, spec };
}

export const notStored = (reason: string) => new Refused(400, `Unable to insert or update the experimentTemplate spec: ${reason}`);

function asKept({ meta, spec, ...rest }: ExperimentSpec): ExperimentSpec {
  return withoutNulls({
    meta: meta && { ...meta, experimentId: null },
    spec: spec && Object.fromEntries(Object.entries(spec).map(([role, task]) => [role, task && { ...task, resourceMap: null, cpu: null, memory: null, gpu: null }])),
    ...rest,
  }) as ExperimentSpec;
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item != null).map(([key, item]) => [key, withoutNulls(item)]));
}

/** Templates are shown to whoever asks. */
function refusePassword({ code }: ExperimentSpec, parameters: readonly Parameter[]) {
  const password = code?.git?.password;
  if (password == null) return;
  const [, name] = /^\{\{([^{}]*)\}\}$/.exec(password) ?? [];
  const known = parameters.filter((one) => one.name === name || one.name === `code.git.password:${name}` || one.name === 'code.git.password');
  if (name === undefined || known.some(({ value }) => value !== null)) throw notStored('code.git.password: a template keeps no password; put a {{placeholder}} there, whose value comes with each submission');
}
