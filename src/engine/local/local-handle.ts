import { constants, hostname } from 'node:os';
import type { Ending, EndReason, Handle, Sample, Started } from '../executor';
import { isoFromMicroseconds } from '../microseconds';
import type { TaskEvent } from './task-server';

/** Of two names for one signal the first: SIGABRT, not SIGIOT. */
const signals = new Map(Object.entries(constants.signals).reverse().map(([name, number]) => [number, name as NodeJS.Signals]));

export class LocalHandle implements Handle {
  readonly started: Promise<Started | null>;
  readonly ended: Promise<Ending>;
  private readonly start = Promise.withResolvers<Started | null>();
  private readonly end = Promise.withResolvers<Ending>();
  private readonly listeners = new Set<(sample: Sample) => void>();
  private startedAt: string | null = null;

  /** @param order sends a stop to the supervisor */
  constructor(readonly id: string, private readonly order: (graceMs: number) => void) {
    this.started = this.start.promise;
    this.ended = this.end.promise;
  }

  onSample(callback: (sample: Sample) => void): () => void {
    this.listeners.add(callback);
    return () => void this.listeners.delete(callback);
  }

  stop(graceMs: number): Promise<Ending> {
    this.order(Math.max(0, graceMs));
    return this.ended;
  }

  hear(event: TaskEvent): void {
    if (event.event === 'started') {
      this.startedAt = isoFromMicroseconds(event.at);
      this.start.resolve({ pid: event.pid, startedAt: this.startedAt, host: hostname(), ip: '127.0.0.1' });
    } else if (event.event === 'sample') {
      const { at, cpuSeconds, memoryBytes } = event;
      for (const listener of this.listeners) listener({ at: isoFromMicroseconds(at), cpuSeconds, memoryBytes });
    } else {
      const { id: _, event: __, reason, signal, startedAt: ___, finishedAt, ...figures } = event;
      this.finish({ ...figures, reason: reason as EndReason, signal: signal === null ? null : signals.get(signal) ?? `SIG${signal}` as NodeJS.Signals, startedAt: this.startedAt, finishedAt: isoFromMicroseconds(finishedAt) });
    }
  }

  lose(message: string): void {
    this.finish({ reason: 'LOST', message, exitCode: null, signal: null, startedAt: this.startedAt, finishedAt: isoFromMicroseconds(Date.now() * 1000), userSeconds: 0, systemSeconds: 0, maxMemoryBytes: null });
  }

  private finish(ending: Ending): void {
    this.listeners.clear();
    this.start.resolve(null);
    this.end.resolve(ending);
  }
}
