import { randomUUID } from 'node:crypto';
import { GangRunner } from '../../src/graphs/experiments/run/gang-runner';
import { createGangService } from '../../src/graphs/experiments/services';
import { automlGraph, type AutomlGraph } from '../support/automl';
import { component, create, ended, look, oneStage, shell, startPodWorker, until } from '../support/experiments';

// How often a component may be lost with its worker.
let graph: AutomlGraph, worker: Awaited<ReturnType<typeof startPodWorker>> | undefined;
beforeEach(async () => { graph = await automlGraph(); });
afterEach(async () => {
  await worker?.stop();
  worker = undefined;
  await graph?.close();
});

const sleeps = oneStage(shell('c', 'sleep 600'));
const counts = async () => (await graph.db.query('select attempt, losses from component'))[0] as { attempt: number; losses: number };
const jobOf = async (experiment: number, signal = new AbortController().signal) => ({ data: { experiment, gang: (await graph.db.query('select gang_id as gang from component'))[0].gang }, signal, settle: async () => {} });

test('a worker that is told to stop is no loss, one that is killed is; after five of those the component has failed', async () => {
  worker = await startPodWorker(graph);
  const { id, number } = await create(graph, { stages: sleeps });
  await until(graph, id, (e) => e.status === 'RUNNING');
  await worker.stop();
  worker = undefined;
  expect(component(await look(graph, id), 'c')).toMatchObject({ state: 'WAITING', stateReason: 'Its worker was told to stop.' });
  expect(await counts()).toEqual({ attempt: 1, losses: 0 });
  const { gangs } = createGangService(graph, randomUUID()), job = await jobOf(number);
  for (let stops = 0; stops < 6; stops++) await gangs.putDown((await gangs.begin(job, []))!, new Map(), 'It is told to stop.', false);
  expect(await counts()).toEqual({ attempt: 7, losses: 0 });
  // Each finds the pods of the one before open.
  for (let kills = 0; kills < 5; kills++) expect(await gangs.begin(job, [])).not.toBeNull();
  expect(await counts()).toEqual({ attempt: 12, losses: 4 });
  expect(await gangs.begin(job, [])).toBeNull();
  expect(await look(graph, id)).toMatchObject({ status: 'FAILED', errorMessage: expect.stringContaining('Its worker was lost 5 times') });
}, 30_000);

test('a worker that was stuck for so long that its job was taken away counts as lost', async () => {
  worker = await startPodWorker(graph, { gangsAtOnce: 0 });
  const { id, number } = await create(graph, { stages: sleeps });
  const taken = new AbortController();
  const over = new GangRunner(worker.gangs, worker.engine, worker.folders, 0, graph.log).run(await jobOf(number, taken.signal));
  await until(graph, id, (e) => e.status === 'RUNNING');
  taken.abort(new Error('no longer the current attempt'));
  await expect(over).rejects.toThrow('did not answer in time');
  expect(await counts()).toEqual({ attempt: 1, losses: 1 });
});

test('a component that has been lost too often fails through the queue, too', async () => {
  const { id } = await create(graph, { stages: sleeps });
  await graph.db.query('update component set losses = 5');
  worker = await startPodWorker(graph);
  expect(await ended(graph, id)).toMatchObject({ status: 'FAILED', errorMessage: expect.stringContaining('Its worker was lost 5 times') });
});

test('what a pod that joins was told is told again when the transaction is tried again', async () => {
  const { number } = await create(graph, { stages: sleeps }), { gangs } = createGangService(graph, randomUUID());
  const begun = (await gangs.begin(await jobOf(number), []))!, [pod] = begun.parts[0]!.pods;
  const row = async () => (await graph.db.query('select phase, reason, pid from pod where id = $1', [pod!.number]))[0];
  // The first time Postgres refuses, as it does to end a deadlock.
  await graph.db.query('create sequence refusals');
  await graph.db.query(`create function refuse() returns trigger language plpgsql as $$ begin if nextval('refusals') % 2 = 1 then raise 'a deadlock' using errcode = '40P01'; end if; return new; end $$`);
  await graph.db.query('create trigger refuse before update on pod for each row execute function refuse()');
  await gangs.noteWait(begun, pod!, 'There is no room.');
  expect([await row(), pod]).toMatchObject([{ phase: 'PENDING', reason: 'There is no room.' }, { phase: 'PENDING', reason: 'There is no room.' }]);
  await gangs.joined(begun, pod!, { pid: 4711, startedAt: new Date().toISOString(), ip: '127.0.0.1' });
  expect([await row(), pod]).toMatchObject([{ phase: 'RUNNING', reason: null, pid: 4711 }, { phase: 'RUNNING', reason: null, pid: 4711 }]);
});
