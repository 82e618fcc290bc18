import type { FastifyInstance } from 'fastify';
import { Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { SubscriptionStats } from './subscriptions';

export interface MetricSources {
  sockets: () => number;
  subscriptions: () => SubscriptionStats;
  /** Id of the last event that this process has handed out. */
  position: () => number;
  /** Id of the last event in the log. */
  lastEventId?: () => Promise<number>;
}

/** `/metrics` for Prometheus. Times are in seconds, paths are route patterns. */
export function addMetrics(app: FastifyInstance, sources: MetricSources): void {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const seconds = new Histogram({
    name: 'rungraph_http_request_seconds', help: 'Time from a request to the end of its answer', registers,
    labelNames: ['method', 'route', 'status'], buckets: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10],
  });
  const gauge = (name: string, help: string, value: () => number | Promise<number>) =>
    new Gauge({ name: `rungraph_${name}`, help, registers, async collect() { this.set(await value()); } });
  gauge('websockets', 'Open websockets', sources.sockets);
  gauge('subscriptions', 'Running subscriptions', () => sources.subscriptions().members);
  gauge('subscriptions_replaying', 'Subscriptions that still read older events', () => sources.subscriptions().replaying);
  gauge('subscription_executions', 'Executions for subscriptions since the start; equal subscriptions share one', () => sources.subscriptions().executions);
  gauge('slow_readers', 'Sockets closed since the start because their client did not read', () => sources.subscriptions().slowReaders);
  const { position, lastEventId } = sources;
  gauge('event_position', 'Id of the last event that this process has handed to its subscribers', position);
  if (lastEventId) gauge('event_lag', 'Events in the log that this process has not handed to its subscribers yet', async () => Math.max(0, await lastEventId() - position()));

  app.addHook('onResponse', async (request, reply) => {
    seconds.observe({ method: request.method, route: request.routeOptions.url ?? 'none', status: reply.statusCode }, reply.elapsedTime / 1000);
  });
  app.get('/metrics', { logLevel: 'warn' }, async (_request, reply) => reply.type(registry.contentType).send(await registry.metrics()));
}
