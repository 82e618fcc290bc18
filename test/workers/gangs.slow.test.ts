import { automlGraph, type AutomlGraph } from '../support/automl';
import { cli, type CliProcess } from '../support/cli';
import { create, oneStage, shell, until } from '../support/experiments';

// How many gangs a worker process runs at a time.
let graph: AutomlGraph, worker: CliProcess;
beforeAll(async () => {
  graph = await automlGraph();
  worker = cli(['worker'], { DATABASE_URL: graph.postgres.url, RUNGRAPH_HOME: graph.config.home, RUNGRAPH_LOG_LEVEL: 'info', RUNGRAPH_TASKS_AT_ONCE: '32', RUNGRAPH_TASK_CPUS: '1', RUNGRAPH_STOP_GRACE_SECONDS: '0' }, graph.folder);
  await worker.line(/worker is ready/);
});
afterAll(async () => {
  worker?.kill('SIGKILL');
  await worker?.exit;
  await graph?.close();
});

const several = (count: number, resources: object = {}) => oneStage(...Array.from({ length: count }, (_, i) => shell(`c${i}`, 'sleep 600', { resources })));

test('20 components of one pod run at the same time where 32 pods may', async () => {
  const { id } = await create(graph, { stages: several(20) });
  await until(graph, id, ({ progress }) => progress.running === 20);
  await graph.run('mutation($id: ID!) { stopExperiment(id: $id) { status } }', { id });
  await until(graph, id, ({ status }) => status === 'CANCELLED');
}, 60_000);

test('of gangs that wait for room it takes eight, so that a more urgent one is not behind all of them', async () => {
  const { id } = await create(graph, { stages: several(20, { cpu: 1 }) });
  const begun = (experiment: any) => experiment.stages[0].components.filter(({ pods }: any) => pods.length > 0);
  const full = await until(graph, id, (experiment) => begun(experiment).filter(({ state }: any) => state === 'WAITING_ON_RESOURCE').length === 8);
  expect(begun(full).map(({ state }: any) => state).sort()).toEqual(['RUNNING', ...Array(8).fill('WAITING_ON_RESOURCE')]);
  await graph.run('mutation($id: ID!) { stopExperiment(id: $id) { status } }', { id });
  await until(graph, id, ({ status }) => status === 'CANCELLED');
}, 60_000);
