import { GraphFailure } from '../graph-client';
import { Refused } from './errors';
import type { FrameworkJobInput } from './operations.generated';

const OURS: Readonly<Record<string, string>> = { name: 'meta.name', framework: 'meta.framework', command: 'meta.cmd', envVars: 'meta.envVars', tags: 'meta.tags', roles: 'spec', jobMetadata: 'experimentHandlerSpec' };
const OF_ROLE: Readonly<Record<string, string>> = { command: 'cmd' };

/** The graph names the fields of its own input (`roles.0.replicas`); clients of this API know theirs (`spec.Worker.replicas`). */
export function inOurWords(error: unknown, job: FrameworkJobInput): unknown {
  if (!(error instanceof GraphFailure)) return error;
  if (error.code === 'NOT_FOUND') return new Refused(404, /^Experiment /.test(error.message) ? NO_EXPERIMENT : NO_ENVIRONMENT);
  const [, field, index, part] = (error.errors[0]?.extensions?.path ?? []).map(String);
  if (error.code !== 'BAD_USER_INPUT' || field === undefined) return error;
  const role = field === 'roles' ? job.roles[Number(index)]?.role : undefined;
  const ours = role ? ['spec', role, ...(part ? [OF_ROLE[part] ?? part] : [])].join('.') : [OURS[field] ?? field, ...(index && OURS[field] === undefined ? [index] : [])].join('.');
  return new Refused(400, `${ours}: ${error.message}`);
}

export const NO_EXPERIMENT = 'Not found experiment.', NO_ENVIRONMENT = 'Environment not found.';
