import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { environmentComponent } from '../../src/graphs/experiments/framework/environment-build';
import type { AutomlGraph } from './automl';
import { component, ended } from './experiments';

/** A job of one process. @returns the experiment, or throws what refused it */
export async function createJob({ run }: AutomlGraph, input: object): Promise<{ id: string; status: string }> {
  const { data, errors } = await run('mutation($input: FrameworkJobInput!) { createFrameworkJob(input: $input) { id status } }', { input: { name: 'job', framework: 'PyTorch', roles: [{ role: 'Master' }], ...input } });
  if (errors) throw errors[0]!.originalError ?? errors[0]!;
  return data.createFrameworkJob;
}

export const runJob = async (graph: AutomlGraph, input: object): Promise<any> => ended(graph, (await createJob(graph, input)).id);

/** What refuses a job. */
export const refusal = (graph: AutomlGraph, input: object): Promise<{ message: string; code: unknown; path: unknown }> =>
  createJob(graph, input).then(() => { throw new Error('It was not refused.'); }, ({ message, code, details }) => ({ message, code, path: details?.path }));

/** Of a component's last pod: what it ran with, and the lines of its log. */
export async function podOf({ run }: AutomlGraph, experiment: any, name: string): Promise<{ runtime: string; lines: string[] }> {
  const { data, errors } = await run('query($id: ID!) { pod(id: $id) { runtime log(tail: 1000) { lines { text } } } }', { id: component(experiment, name).pods.at(-1).id });
  if (errors) throw errors[0]!;
  return { runtime: data.pod.runtime, lines: data.pod.log.lines.map(({ text }: { text: string }) => text) };
}

export const linesOf = async (graph: AutomlGraph, experiment: any, name: string): Promise<string[]> => (await podOf(graph, experiment, name)).lines;

/** A kernel with these packages of PyPI. */
export const pip = (...pipDependencies: string[]) => ({ name: 'k', channels: ['defaults'], condaDependencies: [], pipDependencies });
export const digestOf = (kernelSpec: object): string => environmentComponent(kernelSpec, { allowInstalls: true })!.setup!.builds!;
/** Where the environment of a kernel lies, once somebody has begun to make it. */
export function environmentFolder({ config }: AutomlGraph, kernelSpec: object): string {
  const all = join(config.home, 'environments');
  return join(all, readdirSync(all).find((name) => name.startsWith(digestOf(kernelSpec)))!);
}
