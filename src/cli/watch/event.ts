import type { Shown } from '../live-bar';

/** What a watcher is told; with --json each is a line as it stands here. */
export type WatchEvent =
  | { type: 'run'; at: string; id: string; status: string; statusReason: string | null; errorMessage: string | null; progress: Shown; best?: { id: string; cvJudgmentMetric: number; method: string } | null }
  | { type: 'classifier'; at: string; id: string; status: string; attempt: number; cvJudgmentMetric: number | null; method: string }
  | { type: 'component'; at: string; id: string; name: string; state: string; stateReason: string | null }
  | { type: 'pod'; at: string; id: string; name: string; phase: string; reason: string | null; exitCode: number | null }
  | { type: 'log'; at: string; pod: string; stream: 'STDOUT' | 'STDERR'; text: string }
  | { type: 'dropped'; pod: string; bytes: number }
  | { type: 'unfinished'; pod: string }
  | { type: 'connection'; there: boolean };

export type Show = (...events: WatchEvent[]) => void;

export const isFinal = (status: string) => ['SUCCEEDED', 'FAILED', 'CANCELLED'].includes(status);
