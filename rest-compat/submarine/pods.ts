import type { GraphClient } from '../graph-client';
import { PodsOfExperimentDocument, type PodRowFragment } from './operations.generated';
import { pagesOf } from './stream';

/** A replica as this API shows it: the attempts of the graph are one pod here, as a container that is started again is. */
export interface PodLog { podName: string; attempts: readonly { id: string; attempt: number }[] }

/**
 * The pods of an experiment in the order of Kubernetes, which is that of their names; those that prepare something come last,
 * since clients take the first one for the master.
 * @param base what their names begin with
 */
export function podsOf(rows: readonly PodRowFragment[], base: string): PodLog[] {
  const pods = new Map<string, { podName: string; prepares: boolean; attempts: { id: string; attempt: number }[] }>();
  for (const { id, attempt, replicaIndex, component: { name, role } } of rows) {
    const podName = `${base}-${name}-${replicaIndex}`;
    const pod = pods.get(podName) ?? { podName, prepares: role === null, attempts: [] };
    pod.attempts.push({ id, attempt });
    pods.set(podName, pod);
  }
  return [...pods.values()]
    .sort((a, b) => Number(a.prepares) - Number(b.prepares) || (a.podName < b.podName ? -1 : 1))
    .map(({ podName, attempts }) => ({ podName, attempts: attempts.sort((a, b) => a.attempt - b.attempt) }));
}

/** All pods of an experiment. @param after the cursor of those that are known already */
export async function remainingPods(graph: GraphClient, id: string, after: string | null): Promise<PodRowFragment[]> {
  const rows: PodRowFragment[] = [];
  const none = { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } };
  for await (const page of pagesOf(async (cursor) => (await graph.request(PodsOfExperimentDocument, { id, after: cursor })).experiment?.pods ?? none, after)) rows.push(...page);
  return rows;
}
