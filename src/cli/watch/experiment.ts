import type { GraphClient } from '../graph-client';
import { isFinal, type Show } from './event';
import { PodLogs } from './pod-logs';

const UPDATES = `subscription($id: ID!, $after: EventCursor) { experimentUpdated(id: $id, after: $after) { cursor at kind
  experiment { id status statusReason errorMessage progress { fraction done failed running total etaSeconds } }
  component { id name state stateReason } pod { id name phase reason exitCode startedAt } } }`;
const PODS = `subscription($id: ID!, $after: EventCursor) { podsChanged(experimentId: $id, after: $after) { cursor pods { id name phase startedAt } } }`;

/** Follows an experiment, and the output of its pods, until it has ended. @returns the status in which it did, or DELETED */
export async function followExperiment(graph: GraphClient, id: string, show: Show, withLogs: boolean): Promise<string> {
  const isNews = newsOf();
  const logs = withLogs ? new PodLogs(graph, show) : null;
  for await (const { experimentUpdated: { at, kind, experiment, component, pod } } of graph.follow<any>({ query: UPDATES, variables: { id }, cursorOf: (data) => data.experimentUpdated.cursor })) {
    if (kind === 'DELETED') return kind;
    // A message shows how things stand now; only these kinds tell that all of its pods have been told of.
    const isOver = (kind === 'STATUS' || kind === 'SNAPSHOT') && isFinal(experiment.status);
    if (kind === 'SNAPSHOT' && logs) {
      for await (const { podsChanged: { pods } } of graph.follow<any>({ query: PODS, variables: { id }, cursorOf: (data) => data.podsChanged.cursor, isLast: () => true })) pods.forEach((each: any) => logs.follow(each));
    }
    if (kind === 'COMPONENT' && component && isNews(component)) show({ type: 'component', at, ...component });
    if (kind === 'POD' && pod) {
      const { startedAt: _, ...facts } = pod;
      if (isNews(facts)) show({ type: 'pod', at, ...facts });
      logs?.follow(pod);
    }
    if (isOver) await logs?.end();
    if (isOver || !isFinal(experiment.status)) show({ type: 'run', at, ...experiment });
    if (isOver) return experiment.status;
  }
  throw new Error('unreachable: following has no end of its own');
}

/** What starts and ends within moments has two messages that show it as it stands after both. */
function newsOf(): (thing: { id: string }) => boolean {
  const told = new Map<string, string>();
  return (thing) => {
    const now = JSON.stringify(thing), before = told.get(thing.id);
    told.set(thing.id, now);
    return now !== before;
  };
}
