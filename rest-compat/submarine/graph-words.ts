import { GraphFailure } from '../graph-client';
import { Refused } from './errors';
import type { FrameworkJobInput } from './operations.generated';

export const NO_EXPERIMENT = 'Not found experiment.', NO_ENVIRONMENT = 'Environment not found.';

const OF_META: Readonly<Record<string, string>> = { name: 'name', framework: 'framework', command: 'cmd', envVars: 'envVars', tags: 'tags' };
const OF_ROLE: Readonly<Record<string, string>> = { command: 'cmd' };

/** Where in the specification a fault is that the graph has found in its own input (`roles.0.replicas`: `spec.Worker.replicas`). */
function placeOf([field, ...inner]: string[], { roles }: FrameworkJobInput): string | null {
  if (field === undefined) return null;
  if (Object.hasOwn(OF_META, field)) return `meta.${OF_META[field]}`;
  if (field === 'jobMetadata') return 'experimentHandlerSpec';
  if (field !== 'roles') return [field, ...inner].join('.');
  const [index, part] = inner, role = roles[Number(index)];
  if (!role) return 'spec';
  if (part === undefined) return `spec.${role.role}`;
  // What the role does not say itself, it has from the experiment.
  if (Object.hasOwn(OF_META, part) && !Object.hasOwn(role, part)) return `meta.${OF_META[part]}`;
  return `spec.${role.role}.${OF_ROLE[part] ?? part}`;
}

/** A refusal of the graph in the words of this API. */
export function inOurWords(error: unknown, job: FrameworkJobInput): unknown {
  if (!(error instanceof GraphFailure)) return error;
  if (error.code === 'NOT_FOUND') return new Refused(404, error.message.startsWith('Experiment ') ? NO_EXPERIMENT : NO_ENVIRONMENT);
  if (error.code !== 'BAD_USER_INPUT') return error;
  const place = placeOf((error.errors[0]?.extensions?.path ?? []).slice(1).map(String), job);
  return place === null ? error : new Refused(400, `${place}: ${error.message}`);
}
