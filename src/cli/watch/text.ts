import { stripVTControlCharacters } from 'node:util';
import type { LiveBar } from '../live-bar';
import type { Show, WatchEvent } from './event';

/** Shows events as lines above a bar. Lines of stdout have `|` behind the name of their pod, those of stderr `!`. */
export function textView(bar: LiveBar): Show {
  let before = '';
  const lineOf = (event: WatchEvent): string | null => {
    switch (event.type) {
      case 'run': {
        const line = `${event.id}: ${event.status}${inBrackets(event.statusReason)}${event.errorMessage ? `: ${event.errorMessage}` : ''}`;
        if (line === before) return null;
        before = line;
        return line;
      }
      case 'component': return `${event.name}: ${event.state}${inBrackets(event.stateReason)}`;
      case 'pod': return ['FAILED', 'UNKNOWN'].includes(event.phase) ? `${event.name}: ${event.phase}${inBrackets(event.reason)}${event.exitCode === null ? '' : `, exit code ${event.exitCode}`}` : null;
      case 'classifier': return event.status === 'ERRORED' ? `${event.id} ${event.method}: ${event.status}` : null;
      case 'log': return `${event.pod} ${event.stream === 'STDERR' ? '!' : '|'} ${asDrawn(event.text)}`;
      case 'dropped': return `${event.pod}: ${event.bytes} bytes of its output are no longer kept`;
      case 'unfinished': return `${event.pod}: its log has no end; no more is waited for`;
      case 'connection': return event.there ? 'Connected again.' : 'The server is away; trying again.';
    }
  };
  return (...events) => {
    bar.above(events.map(lineOf).filter((line) => line !== null).map(printable));
    for (const event of events) {
      if (event.type === 'run') bar.show(event.progress, [printable(event.statusReason ?? event.status), event.best ? `best ${Number(event.best.cvJudgmentMetric).toFixed(4)} (${event.best.method})` : null]);
    }
  };
}

/** Each event as a line of JSON. */
export const jsonView = (out: { write(text: string): unknown }): Show => (...events) => void out.write(events.map((event) => `${JSON.stringify(event)}\n`).join(''));

const inBrackets = (reason: string | null) => (reason ? ` (${reason})` : '');

/** Of a line that is drawn over itself, what is seen in the end. */
const asDrawn = (text: string) => text.split('\r').findLast(Boolean) ?? '';

/** A program's output must not steer the terminal of its reader: no control sequences, no change of the direction of writing. */
export const printable = (text: string) => stripVTControlCharacters(text).replace(/[^\P{Cc}\t]|[\u202a-\u202e\u2066-\u2069]/gu, '');
