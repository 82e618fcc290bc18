import type { GraphClient } from '../graph-client';
import { PodLogDocument, PodLogEndDocument, type PodLogQuery } from './operations.generated';
import type { PodLog } from './pods';
import type { Profile } from './profile';
import type { Pieces } from './stream';

const LONGEST_PIECE = 100_000;

type Chunk = NonNullable<PodLogQuery['pod']>['log'];

/** The lines that a pod had written when this was called: whoever reads more slowly than it writes comes to an end, too. */
async function* linesOf(graph: GraphClient, id: string): AsyncGenerator<readonly string[], void, undefined> {
  let after: string | null = null, end: string | undefined;
  for (;;) {
    const log: Chunk | undefined = (await graph.request(PodLogDocument, { id, after })).pod?.log;
    if (!log) return;
    // Where output was dropped, stands what is missing: silence would put two lines together that never were.
    yield [...(log.truncated ? [`[${log.droppedBytes} bytes of this log are not kept]`] : []), ...log.lines.map(({ text }) => text)];
    const last = log.lines.at(-1);
    if (!last || log.ended || (end !== undefined && last.at > end)) return;
    end ??= (await graph.request(PodLogEndDocument, { id })).pod?.log.lines[0]?.at;
    after = log.next;
  }
}

/** JSON of a pod's log: one text, or a list of lines without the empty ones at its end. Attempts follow one another, so that it only grows. */
async function* logText(graph: GraphClient, { attempts }: PodLog, profile: Profile): Pieces {
  const isList = profile === 'v0.8';
  let blanks = 0, separator = '';
  yield isList ? '[' : '"';
  for (const { id } of attempts) {
    for await (const lines of linesOf(graph, id)) {
      if (!isList) { yield JSON.stringify(lines.map((line) => `${line}\n`).join('')).slice(1, -1); continue; }
      let piece = '';
      for (const line of lines) {
        if (line === '') { blanks++; continue; }
        for (; blanks; blanks--) {
          piece += `${separator}""`;
          separator = ',';
          // Of nothing but blank lines there may be millions.
          if (piece.length > LONGEST_PIECE) { yield piece; piece = ''; }
        }
        piece += separator + JSON.stringify(line);
        separator = ',';
      }
      yield piece;
    }
  }
  yield isList ? ']' : '"';
}

/** JSON of an experiment's logs. */
export async function* logsOf(graph: GraphClient, experimentId: string, pods: readonly PodLog[], profile: Profile): Pieces {
  yield `{"experimentId":${JSON.stringify(experimentId)},"logContent":[`;
  for (const [i, pod] of pods.entries()) {
    yield `${i ? ',' : ''}{"podName":${JSON.stringify(pod.podName)},"podLog":`;
    yield* logText(graph, pod, profile);
    yield '}';
  }
  yield ']}';
}
