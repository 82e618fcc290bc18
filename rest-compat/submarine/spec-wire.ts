import type { ExperimentRowFragment, FrameworkJobInput, RoleInput } from './operations.generated';
import type { Profile } from './profile';
import { resourceMap } from './resources';

type Json = Readonly<Record<string, unknown>>;
type Values = FrameworkJobInput['envVars'];
/** What the graph keeps of a request; one that was made with `createExperiment` has stages in place of roles. */
type Kept = Partial<FrameworkJobInput> & { stages?: { components: (Omit<RoleInput, 'role'> & { role?: string | null; name: string })[] }[] };

const lineOf = (command: FrameworkJobInput['command']) => command?.words ?? command?.shell ?? command?.argv?.join(' ') ?? null;
const byName = (variables: Values) => Object.fromEntries((variables ?? []).map(({ name, value }) => [name, value]));

/** The specification of an experiment, as the request that would make it anew. Passwords are left out. */
export function specOf(row: ExperimentRowFragment, experimentId: string, profile: Profile): Json {
  const { command, envVars, environment, code, ...kept } = row.spec as Kept;
  const roles: RoleInput[] = kept.roles ?? kept.stages?.flatMap(({ components }) => components.map(({ name, role, ...rest }) => ({ ...rest, role: role ?? name }))) ?? [];
  const whole = {
    meta: { experimentId, name: row.name, namespace: row.namespace, framework: row.framework, cmd: lineOf(command), envVars: byName(envVars), tags: row.tags },
    environment: environmentOf(environment),
    spec: Object.fromEntries(roles.map((role) => {
      const resources = role.resources?.text ?? null;
      return [role.role, {
        replicas: role.replicas ?? 1, resources, name: role.name ?? null, image: role.image ?? null, cmd: lineOf(role.command),
        envVars: role.envVars ? byName(role.envVars) : null, resourceMap: resources === null ? null : resourceMap(resources),
      }];
    })),
    experimentHandlerSpec: (row.jobMetadata as { experimentHandlerSpec?: unknown }).experimentHandlerSpec ?? null,
    code: codeOf(code),
  };
  return profile === 'v0.8' ? whole : documented(whole);
}

/** An embedded or stored environment, all keys present. */
export function environmentOf(environment: FrameworkJobInput['environment']): Json {
  const { name = null, dockerImage = null, kernelSpec = null, description = null, image = null } = environment ?? {};
  return { name, dockerImage, kernelSpec: kernelSpec && { name: null, channels: null, condaDependencies: null, pipDependencies: null, ...kernelSpec }, description, image };
}

function codeOf(code: FrameworkJobInput['code']): Json | null {
  if (!code) return null;
  const { syncMode = null, git } = code;
  return { syncMode, git: git ? { url: git.url, branch: git.branch ?? 'main', username: git.username ?? null, password: null, trustCerts: git.trustCerts ?? null } : null };
}

/** The documented form: nothing that is null or empty, and of what the server adds only the namespace. */
function documented({ meta: { experimentId: _, envVars, tags, ...meta }, spec, ...rest }: { meta: { experimentId: string; envVars: object; tags: string[]; [key: string]: unknown }; spec: Record<string, Record<string, unknown>>; [key: string]: unknown }): Json {
  return withoutNulls({
    meta: { ...meta, envVars: Object.keys(envVars).length ? envVars : null, tags: tags.length ? tags : null },
    ...rest,
    spec: Object.fromEntries(Object.entries(spec).map(([role, { resourceMap: __, ...task }]) => [role, task])),
  }) as Json;
}

function withoutNulls(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== null).map(([key, item]) => [key, withoutNulls(item)]));
}
