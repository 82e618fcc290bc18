import type { GraphClient } from '../graph-client';
import { isFinal, type Show } from './event';

const UPDATES = `subscription($id: ID!, $after: EventCursor) { datarunUpdated(id: $id, after: $after) { cursor at kind
  classifier { id status attempt cvJudgmentMetric hyperpartition { method } }
  datarun { id status statusReason errorMessage progress { fraction done failed running total etaSeconds } bestClassifier { id cvJudgmentMetric hyperpartition { method } } } } }`;

/** Follows a datarun until it has ended. @returns the status in which it did, or DELETED */
export async function followDatarun(graph: GraphClient, id: string, show: Show): Promise<string> {
  for await (const { datarunUpdated: { at, kind, datarun, classifier } } of graph.follow<any>({ query: UPDATES, variables: { id }, cursorOf: (data) => data.datarunUpdated.cursor })) {
    if (kind === 'DELETED') return kind;
    if (classifier) show({ type: 'classifier', at, ...withMethod(classifier) });
    const { bestClassifier: best, ...run } = datarun;
    show({ type: 'run', at, ...run, best: best && withMethod(best) });
    if (isFinal(run.status)) return run.status;
  }
  throw new Error('unreachable: following has no end of its own');
}

const withMethod = ({ hyperpartition: { method }, ...classifier }: any) => ({ ...classifier, method });
