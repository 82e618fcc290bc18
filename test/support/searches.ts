import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { automlGraph } from './automl';
import { cli, type CliProcess } from './cli';

export interface Trial { id: string; slot: number; partition: string; values: Record<string, unknown>; cv: string | null; test: string | null; status: string; error: string | null; attempt: number }

const FIELDS = 'id status statusReason progress { done failed running }';
const ENDED = ['SUCCEEDED', 'FAILED', 'CANCELLED'];

/** A class that the columns decide, with some noise; deterministic. @param classes 2 or more */
export const sampleCsv = (rows: number, classes = 2) => ['a,b,c,class', ...Array.from({ length: rows }, (_, i) => {
  const [a, b, c] = [i % 7, (i * 37) % 11, (i * i) % 13];
  return `${a},${b},${c},k${(a + b + (i % 10 === 0 ? 1 : 0)) % classes}`;
})].join('\n');

/** Searches through the graph, carried out by real worker processes. */
export async function searches(env: Record<string, string> = {}) {
  const graph = await automlGraph(env);
  const workers: CliProcess[] = [];
  let files = 0;
  const number = (id: string) => Number(id.split('_')[1]);

  async function ask(source: string, variables: object = {}): Promise<any> {
    const { data, errors } = await graph.run(source, variables as Record<string, unknown>);
    if (errors) throw new Error(JSON.stringify(errors));
    return data;
  }

  async function until(id: string, holds: (run: any) => boolean): Promise<any> {
    let wake = () => {};
    const off = graph.feed.on('datarun', id, () => wake());
    try {
      for (;;) {
        const told = new Promise<void>((resolve) => { wake = resolve; });
        const { datarun } = await ask(`query($id: ID!) { datarun(id: $id) { ${FIELDS} } }`, { id });
        if (holds(datarun)) return datarun;
        if (ENDED.includes(datarun?.status)) throw new Error(`The run ended: ${JSON.stringify(datarun)}`);
        await told;
      }
    } finally { off(); }
  }

  return {
    graph, ask,
    /** Starts another worker; it is ready when this resolves. @param more settings of its own */
    async startWorker(more: Record<string, string> = {}): Promise<CliProcess> {
      const worker = cli(['worker'], { DATABASE_URL: graph.postgres.url, RUNGRAPH_HOME: graph.config.home, RUNGRAPH_LOG_LEVEL: 'info', ...env, ...more }, graph.folder);
      workers.push(worker);
      await worker.line(/worker is ready/);
      return worker;
    },
    /** @returns the data set's id */
    async dataset(csv: string, testCsv?: string): Promise<string> {
      const [train, test] = [`data${++files}.csv`, `test${files}.csv`];
      await writeFile(join(graph.folder, train), csv);
      if (testCsv) await writeFile(join(graph.folder, test), testCsv);
      return (await ask('mutation($i: CreateDatasetInput!) { createDataset(input: $i) { id } }', { i: { trainPath: train, testPath: testCsv && test, classColumn: 'class' } })).createDataset.id;
    },
    /** @returns the ids of the dataruns */
    async start(input: object): Promise<string[]> {
      return (await ask('mutation($i: StartDatarunInput!) { startDatarun(input: $i) { id } }', { i: input })).startDatarun.map((run: any) => run.id);
    },
    /** Resolves with the datarun as soon as it fulfils the condition, looked at after each of its events. @throws when it ends without */
    until,
    ended: (id: string) => until(id, (run) => ENDED.includes(run.status)),
    change: async (what: 'cancel' | 'pause' | 'resume' | 'delete', id: string, more = '') => (await ask(`mutation($id: ID!) { ${what}Datarun(id: $id${more}) { ${FIELDS} } }`, { id }))[`${what}Datarun`],
    /** The classifiers in the order of their slots. */
    async trials(id: string): Promise<Trial[]> {
      const rows = await graph.db.query(`select c.id, c.slot, h.method, h.categoricals, c.hyperparameters, c.cv_judgment_metric as cv, c.test_judgment_metric as test, c.status, c.error_message as error, c.attempt
        from classifier c join hyperpartition h on h.id = c.hyperpartition_id where c.datarun_id = $1 order by c.slot`, [number(id)]);
      return rows.map(({ method, categoricals, hyperparameters, ...rest }: any) => ({ ...rest, partition: `${method} ${JSON.stringify(categoricals)}`, values: Object.fromEntries(hyperparameters.map((h: any) => [h.name, h.value])) }));
    },
    async close() {
      for (const worker of workers) worker.kill('SIGKILL');
      await Promise.all(workers.map((worker) => worker.exit));
      await graph.close();
    },
  };
}
export type Searches = Awaited<ReturnType<typeof searches>>;

/** Writes method files into a folder; what is not text is written as JSON. */
export async function writeMethods(folder: string, files: Record<string, unknown>): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
}

/** A method file whose every hyperparameter is fixed, unless `range`s are given. */
export const methodFile = (name: string, path: string, hyperparameters: Record<string, object>) =>
  ({ name, class: `sklearn.${path}`, hyperparameters, root_hyperparameters: Object.keys(hyperparameters), conditional_hyperparameters: {} });

/** A trial that would train for minutes. */
export const endless = methodFile('endless', 'ensemble.RandomForestClassifier', { n_estimators: { type: 'int', range: [1_000_000, 1_000_100] } });
