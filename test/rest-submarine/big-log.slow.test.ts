import { startPodWorker } from '../support/experiments';
import { eventually, start } from './support/jobs';
import { submarineServer, V08, type SubmarineServer } from './support/submarine-server';

const LINES = 1_000_000;
// Each line its number, 99 digits wide: 100 MB, of which the first and the last 63 are kept.
const WRITE = `import sys
for i in range(0, ${LINES}, 1000): sys.stdout.write(''.join('%099d\\n' % j for j in range(i, i + 1000)))`;

let submarine: SubmarineServer, worker: Awaited<ReturnType<typeof startPodWorker>>, id: string;
beforeAll(async () => {
  submarine = await submarineServer();
  worker = await startPodWorker(submarine);
  id = await start(submarine, WRITE);
  await eventually(async () => (await submarine.get(`/experiment/${id}`)).json.result, ({ finishedTime }) => finishedTime !== undefined, 120_000);
}, 180_000);
afterAll(async () => {
  await worker?.stop();
  await submarine?.close();
});

const answerOf = async (headers: Record<string, string>) => (await fetch(`${submarine.url}/api/v1/experiment/logs/${id}`, { headers: { 'accept-encoding': 'identity', ...headers } })).body!;
const both: [string, Record<string, string>][] = [['documented', {}], ['v0.8', V08]];

test.each(both)('%s: a log of 100 MB comes whole, but for what is not kept, which is told', async (_profile, headers) => {
  let rest = '', next = 0, dropped = 0;
  const decoder = new TextDecoder();
  for await (const chunk of await answerOf(headers)) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split(/\\n|","|"/);
    rest = parts.pop()!;
    for (const part of parts) {
      const [, bytes] = /^\[(\d+) bytes of this log are not kept\]$/.exec(part) ?? [];
      if (bytes) { dropped += Number(bytes); next += Number(bytes) / 100; }
      if (!/^\d{99}$/.test(part)) continue;
      if (Number(part) !== next) throw new Error(`${Number(part)} follows ${next - 1}`);
      next++;
    }
  }
  expect(next).toBe(LINES);
  expect(dropped).toBeGreaterThan(1e6);
}, 180_000);

test.each(both)('%s: no more is read than its reader takes', async (_profile, headers) => {
  const before = submarine.statements.length;
  const body = await answerOf(headers);
  const reader = body.getReader();
  await reader.read();
  // A ping asks the database nothing; each page of a log asks for its pod, and the worker says now and then that it is there.
  const asked = async () => {
    const then = submarine.statements.length;
    for (let i = 0; i < 100; i++) await submarine.get('/experiment/ping');
    return submarine.statements.length - then;
  };
  await eventually(asked, (statements) => statements <= 2);
  // The buffers of the connection hold some pages; the whole log has more than 600.
  expect(submarine.statements.length - before).toBeLessThan(300);
  await reader.cancel();
});
