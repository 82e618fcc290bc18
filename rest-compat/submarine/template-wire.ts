import { environmentSpecWire, milliseconds } from './environment-wire';
import type { TemplateRowFragment } from './operations.generated';
import { resourceMap } from './resources';
import { experimentSpec, type ExperimentSpec } from './spec-schema';

/** A template with every field; what was not given is null. */
export function templateWire({ number, createdAt, name, author, description, parameters, spec }: TemplateRowFragment): object {
  // Over the graph a template may be of any shape.
  const known = experimentSpec.safeParse(spec);
  return {
    experimentTemplateId: { id: number, serverTimestamp: milliseconds(createdAt) },
    experimentTemplateSpec: {
      name, author, description,
      parameters: parameters.map((one) => ({ name: one.name, required: one.required === null ? null : String(one.required), description: one.description, value: one.value })),
      experimentSpec: known.success ? wholeSpec(known.data) : spec,
    },
  };
}

function wholeSpec({ meta, environment, spec, experimentHandlerSpec, code }: ExperimentSpec): object {
  return {
    meta: meta ? {
      experimentId: null, name: meta.name ?? null, namespace: meta.namespace ?? null, framework: meta.framework ?? null, cmd: meta.cmd ?? null,
      envVars: meta.envVars ?? {}, tags: meta.tags ?? [],
    } : null,
    environment: environment ? environmentSpecWire(environment) : null,
    spec: spec ? Object.fromEntries(Object.entries(spec).map(([role, task]) => [role, task && {
      replicas: task.replicas ?? 1, resources: task.resources ?? null, name: task.name ?? null, image: task.image ?? null, cmd: task.cmd ?? null, envVars: task.envVars ?? null,
      resourceMap: task.resources == null ? null : resourceMap(task.resources),
    }])) : null,
    experimentHandlerSpec: experimentHandlerSpec ?? null,
    code: code ? {
      syncMode: code.syncMode ?? null,
      git: code.git ? { url: code.git.url ?? null, branch: code.git.branch ?? 'main', username: code.git.username ?? null, password: code.git.password ?? null, trustCerts: code.git.trustCerts ?? null } : null,
    } : null,
  };
}
