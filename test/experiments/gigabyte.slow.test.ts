import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { LogReader } from '../../src/engine/logs';
import { product, type Product } from '../support/product';

const WRITE = `
import sys
line = b"%0999d\\n"
for i in range(0, 1_000_000, 100): sys.stdout.buffer.write(b"".join(line % j for j in range(i, i + 100)))`;
const MOST_WORKER_KB = 300_000, MOST_P95_MS = 100;

let rungraph: Product | undefined;
afterEach(() => rungraph?.stop());

test('a gigabyte on stdout through the whole product: the API answers, the worker does not grow, beginning and end are kept', async () => {
  rungraph = await product(1);
  const { graph } = rungraph;
  const { createExperiment: { id } } = await graph('mutation($i: CreateExperimentInput!) { createExperiment(input: $i) { id } }', { i: { name: 'loud', stages: [{ name: 'main', components: [{ name: 'writer', command: { argv: ['python3', '-c', WRITE] } }] }] } });
  const [worker] = rungraph.workers();
  let mostKb = 0, experiment: any;
  const took: number[] = [];
  do {
    const began = performance.now();
    ({ experiment } = await graph('query($id: ID!) { experiment(id: $id) { status finishedAt pods { nodes { id phase log(tail: 5) { lines { text } } } } } }', { id }));
    took.push(performance.now() - began);
    mostKb = Math.max(mostKb, Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${worker}/status`, 'utf8'))![1]));
    await delay(20);
  } while (!experiment.finishedAt);
  const p95 = took.sort((a, b) => a - b)[Math.floor(took.length * 0.95)]!;
  console.log(`${took.length} answers, p50 ${took[took.length >> 1]!.toFixed(0)} ms, p95 ${p95.toFixed(0)} ms; worker ${(mostKb / 1000).toFixed(0)} MB`);
  expect(experiment).toMatchObject({ status: 'SUCCEEDED', pods: { nodes: [{ phase: 'SUCCEEDED' }] } });
  expect(took.length).toBeGreaterThan(20);
  expect(p95).toBeLessThan(MOST_P95_MS);
  expect(mostKb).toBeLessThan(MOST_WORKER_KB);

  const [pod] = experiment.pods.nodes;
  expect(pod.log.lines.at(-1).text).toBe('999999'.padStart(999, '0'));
  const { pod: { log } } = await graph('query($id: ID!) { pod(id: $id) { log { lines { text } truncated next } } }', { id: pod.id }) as any;
  expect([log.lines[0].text, log.truncated]).toEqual(['0'.padStart(999, '0'), false]);
  let droppedBytes = 0, head = 0, tail = 0;
  for await (const part of new LogReader(join(rungraph.home, 'logs', 'pods', pod.id.split('_')[1])).text({ mark: (bytes) => { droppedBytes = bytes; return ''; } })) {
    if (droppedBytes) tail += (part as Buffer).length; else head += (part as Buffer).length;
  }
  expect(head).toBeGreaterThanOrEqual(1e6);
  expect(tail).toBeGreaterThanOrEqual(63e6);
  expect(head + droppedBytes + tail).toBe(1e9);
}, 180_000);
