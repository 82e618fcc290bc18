import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { componentStates, experimentStates, podPhases } from '../../src/core/states';
import { queryOf } from '../../src/database/data-source';
import type { StateMachine } from '../../src/core/state-machine';
import type { Ending, Executor, Handle, Task } from '../../src/engine/executor';
import { Heartbeat } from '../../src/graphs/automl/worker/heartbeat';
import { gangJob } from '../../src/graphs/experiments/run/gang.job';
import { GangRunner } from '../../src/graphs/experiments/run/gang-runner';
import { stageStateOf } from '../../src/graphs/experiments/stage/stage.service';
import { createGangService } from '../../src/graphs/experiments/services';
import { automlGraph, type AutomlGraph } from '../support/automl';
import { create, ended } from '../support/experiments';

// Random graphs of components that end in random ways, on an engine that does as it is told; the database writes down every change of a state.
const now = () => new Date().toISOString().replace('Z', '000Z');
const ENDS = {
  succeed: { reason: 'EXITED', exitCode: 0 }, fail: { reason: 'EXITED', exitCode: 3 }, limit: { reason: 'TIME_LIMIT', exitCode: null, message: 'too long' },
  unstartable: { reason: 'FAILED_TO_START', exitCode: null, message: 'no such program' }, lost: { reason: 'LOST', exitCode: null, message: 'the engine is at fault' },
} as const;
type End = keyof typeof ENDS;

/** A task's command lists how its attempts end, the last word for all that follow. */
class ScriptedEngine implements Executor {
  readonly started: string[] = [];
  private readonly attempts = new Map<string, number>();
  async start() {}
  async stop() {}
  capacity() { return { cpus: 1000, memoryBytes: 1e12, gpus: 0, tasks: 1000 }; }
  limits() { const none = { how: 'none', why: 'nothing runs' } as const; return { cpu: none, memory: none, isolation: none }; }
  insufficiency() { return null; }
  async submit(tasks: Task[]): Promise<Handle[]> {
    const scripts = tasks.map(({ command, env }) => {
      const words = (command as { argv: string[] }).argv.slice(1), key = `${env.EXPERIMENT_ID} ${env.COMPONENT_NAME} ${env.REPLICA_INDEX}`, attempt = this.attempts.get(key) ?? 0;
      this.attempts.set(key, attempt + 1);
      return words[Math.min(attempt, words.length - 1)] as End;
    });
    const starts = !scripts.includes('unstartable');
    return tasks.map((task, i) => {
      const ended = Promise.withResolvers<Ending>(), startedAt = starts ? now() : null;
      const end = (what: object) => ended.resolve({ message: null, signal: null, exitCode: null, startedAt, finishedAt: now(), userSeconds: 0, systemSeconds: 0, maxMemoryBytes: null, ...what } as Ending);
      if (starts) this.started.push(`${task.env.EXPERIMENT_ID} ${task.env.COMPONENT_NAME}`);
      setTimeout(() => end(ENDS[starts ? scripts[i]! : 'unstartable']), 2 + (i * 7) % 5);
      return {
        id: task.id, started: Promise.resolve(starts ? { pid: 1, startedAt: startedAt!, host: 'here', ip: '127.0.0.1' } : null), ended: ended.promise, onSample: () => () => {},
        stop: () => { end({ reason: 'STOPPED', signal: 'SIGTERM' }); return ended.promise; },
      };
    });
  }
}

let graph: AutomlGraph, heartbeat: Heartbeat;
const engine = new ScriptedEngine();
beforeAll(async () => {
  graph = await automlGraph({ RUNGRAPH_LOG_LEVEL: 'silent' });
  const id = randomUUID(), { gangs, folders } = createGangService(graph, id);
  heartbeat = new Heartbeat(queryOf(graph.db), id, { slots: 0, tasks: 4 }, graph.log);
  await heartbeat.start();
  graph.log.level = 'silent';   // jobs that fail on purpose
  await graph.db.query('create table change (machine text, id integer, "from" text, "to" text)');
  for (const [table, column] of [['experiment', 'status'], ['component', 'state'], ['pod', 'phase']]) {
    await graph.db.query(`create function note_${table}() returns trigger language plpgsql as $$ begin insert into change values ('${table}', new.id, old.${column}, new.${column}); return null; end $$`);
    await graph.db.query(`create trigger note after update of ${column} on ${table} for each row when (old.${column} is distinct from new.${column}) execute function note_${table}()`);
  }
  const runner = new GangRunner(gangs, engine, folders, 0, graph.log);
  graph.queue.work(gangJob, 4, (job) => runner.run(job));
});
afterAll(async () => {
  await graph.queue.stop(1);
  await heartbeat?.stop();
  await graph?.close();
});

interface Plan { script: End[]; gang: string | null; replicas: number; restarts: number; needs: number[] }
const ends = fc.oneof({ weight: 6, arbitrary: fc.constant<End>('succeed') }, fc.constantFrom<End>('fail', 'limit', 'unstartable'));
const plans = fc.array(fc.record({
  script: fc.oneof({ weight: 25, arbitrary: ends.map((end) => [end]) }, ends.map((end) => ['lost' as End, end])),
  gang: fc.constantFrom(null, null, null, 'g', 'h'), replicas: fc.constantFrom(1, 1, 1, 2), restarts: fc.constantFrom(0, 0, 1), needs: fc.uniqueArray(fc.nat(9), { maxLength: 3 }),
}), { minLength: 1, maxLength: 8 });

/** Only edges to earlier components, and of gangs only those that no circle can pass: their members need nothing that needs one of them. */
function components(plan: Plan[]): any[] {
  return plan.map(({ script, gang, replicas, restarts, needs }, i) => ({
    name: `c${i}`, command: { argv: ['script', ...script] }, replicas, maxRestarts: restarts, gang: gang ?? undefined,
    dependsOn: needs.filter((j) => j < i && (!gang || plan.slice(0, j + 1).every((earlier) => earlier.gang !== gang))).map((j) => ({ component: `c${j}` })),
  }));
}

/** Where everything ends when errors end only what needs them. */
function expected(list: any[]): string[] {
  const states: string[] = [], mates = (c: any) => (c.gang ? list.filter((other) => other.gang === c.gang) : [c]);
  const fails = (c: any) => !c.command.argv.includes('succeed');
  for (const c of list) {
    const blocked = (one: any): boolean => mates(one).some((mate) => mate.dependsOn.some(({ component }: any) => { const producer = list.find(({ name }) => name === component); return blocked(producer) || mates(producer).some(fails); }));
    states.push(blocked(c) ? 'BLOCKED' : mates(c).some(fails) ? 'FAILING' : 'FINISHED');
  }
  return states;
}

test('random graphs with random failures: every change is a transition of its machine, and all ends as it must', async () => {
  await fc.assert(fc.asyncProperty(plans, fc.boolean(), async (plan, goesOn) => {
    const list = components(plan);
    const { id, number } = await create(graph, { stages: [{ name: 'main', continueOnError: goesOn, components: list }] });
    const done = await ended(graph, id, 40_000);
    const made = done.stages[0].components as any[], verdicts = expected(list);
    // Final, and nothing is left open.
    expect(made.filter(({ state }) => !['FINISHED', 'FAILED', 'COMPONENT_SHUTDOWN'].includes(state))).toEqual([]);
    expect(made.flatMap(({ pods }) => pods).filter(({ phase, finishedAt }: any) => ['PENDING', 'RUNNING'].includes(phase) || !finishedAt)).toEqual([]);
    expect(done.stages[0].state).toBe(stageStateOf(Object.fromEntries(made.map(({ state }) => [state, 1]))));
    if (goesOn) {
      const shown = verdicts.map((verdict, i) => (verdict === 'FAILING' && made[i].state !== 'FINISHED' ? 'FAILING' : verdict === 'BLOCKED' && made[i].state === 'COMPONENT_SHUTDOWN' ? 'BLOCKED' : made[i].state));
      // Of a gang that fails, one may have finished before the other failed.
      expect(shown.map((state, i) => (verdicts[i] === 'FAILING' && state === 'FINISHED' ? 'FAILING' : state))).toEqual(verdicts);
      expect(done.status).toBe('SUCCEEDED');
    } else {
      expect(done.status).toBe(verdicts.every((verdict) => verdict === 'FINISHED') ? 'SUCCEEDED' : 'FAILED');
    }
    // What has finished ran to a good end, and everything only after its producers.
    const at = (one: any) => one.pods.filter(({ phase }: any) => phase === 'SUCCEEDED');
    for (const [i, one] of made.entries()) {
      const last = Math.max(...one.pods.map(({ attempt }: any) => attempt));
      if (one.state === 'FINISHED') expect(at(one).filter(({ attempt }: any) => attempt === last)).toHaveLength(list[i].replicas);
      for (const { component } of list[i].dependsOn) {
        const producer = made.find(({ name }) => name === component);
        for (const { startedAt } of one.pods) if (startedAt) expect(startedAt >= at(producer).at(-1).finishedAt).toBe(true);
      }
    }
    const changes: { machine: string; from: string; to: string; id: number }[] = await graph.db.query(`select * from change where (machine, id) in (select 'component', id from component where experiment_id = $1 union select 'pod', id from pod where experiment_id = $1 union select 'experiment', $1)`, [number]);
    const machines = { experiment: experimentStates, component: componentStates, pod: podPhases } as unknown as Record<string, StateMachine<string>>;
    expect(changes.filter(({ machine, from, to }) => !machines[machine]!.canMove(from, to))).toEqual([]);
    expect(changes.length).toBeGreaterThan(0);
  }), { numRuns: 12, seed: 1, endOnFailure: true });
}, 120_000);
