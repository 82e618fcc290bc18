import { isDeepStrictEqual } from 'node:util';
import { Conflict } from '../../../core/errors';
import { componentStates, ComponentState } from '../../../core/states';
import type { Tx } from '../../../database/transaction';
import type { Component } from '../component/component.entity';
import type { Experiment } from '../experiment/experiment.entity';
import type { ExperimentNouns } from '../run/advance';
import { componentDraft, outputDrafts } from '../run/drafts';
import { NOT_WANTED, takenOutOf } from '../run/gang-changes';
import type { Framework } from './frameworks';
import { JOB_STAGE, PREPARE_STAGE, type JobPlan } from './job-plan';

/** NOTHING that runs changes; SCALED: only how many replicas run; ANEW: what runs must begin again. */
export type Change = 'NOTHING' | 'SCALED' | 'ANEW';

type Definition = ReturnType<typeof componentDraft>;
/** A component as it is wanted, and the row that it is to be; none when it has to be made. */
interface Match { definition: Definition; row: Component | undefined; isSame: boolean }

/**
 * Brings the components of a job in line with a request that replaces the one before. Rows are changed at once; the worker
 * that runs them learns of it and follows. A component that is not wanted any more stays, with its pods and logs.
 */
export async function replaceParts(nouns: ExperimentNouns, tx: Tx, experiment: Experiment, { input, plan }: JobPlan, framework: Framework): Promise<Change> {
  const { components, stages, pods, outputs } = nouns;
  const all = await components.read(tx, 'WHERE t.experiment_id = $1 ORDER BY t.id', [experiment.number]), current = all.filter(({ gangNumber }) => gangNumber > 0);
  const gang = current.find(({ jobRole }) => jobRole)?.gangNumber;
  if (gang === undefined) throw new Conflict(`Experiment ${experiment.id} was not made as a job of a framework, so it has no roles that could be replaced.`);
  const matches = plan.components.map((planned) => match(componentDraft(planned, plan.secrets), current));
  const added = matches.filter(({ row }) => !row), removed = current.filter((component) => !matches.some(({ row }) => row === component));
  const scaled = matches.filter(({ row, definition }) => row && row.replicas !== definition.replicas);
  const isAnew = added.length + removed.length > 0 || matches.some(({ isSame }) => !isSame) || experiment.framework!.toLowerCase() !== input.framework!.toLowerCase();
  const mayScale = framework.elastic && (await Promise.all(scaled.map(({ row, definition }) => canScale(pods, tx, row!, definition.replicas)))).every(Boolean);

  for (const component of removed) await takeOut(nouns, tx, component);
  const known = new Map((await stages.read(tx, 'WHERE t.experiment_id = $1', [experiment.number])).map(({ name, number }) => [name, number]));
  if (input.stages.length > 1 && !known.has(PREPARE_STAGE)) known.set(PREPARE_STAGE, await stages.insertFirst(tx, experiment.number, { name: PREPARE_STAGE, weight: 0.1, continueOnError: false }));
  const numbers: number[] = [];
  for (const { definition, row } of matches) {
    if (row) await components.redefine(tx, row, definition);
    else for (const old of all) if (old.name === definition.name) await components.redefine(tx, old, { name: `${old.name}-r${experiment.revision}` });
    const draft = { ...definition, experimentNumber: experiment.number, openProducers: 0, stageNumber: known.get(definition.jobRole ? JOB_STAGE : PREPARE_STAGE)! };
    numbers.push(row ? row.number : await (definition.jobRole ? components.insertInto(tx, gang, draft) : components.insertAll(tx, [draft], [0]).then(([number]) => number!)));
  }
  for (const [i, { definition }] of matches.entries()) {
    if (definition.jobRole) await components.needs(tx, numbers[i]!, plan.edges.filter(({ component }) => component === i).map((edge) => ({ ...edge, component: numbers[i]!, producer: numbers[edge.producer]! })));
  }
  await outputs.replaceAll(tx, experiment.number, outputDrafts(input, plan, experiment.number, (i) => numbers[i]!));
  await stages.recount(tx, experiment.number);
  if (isAnew || (scaled.length && !mayScale)) {
    for (const { row } of matches) if (row?.jobRole) await components.redefine(tx, row, { restarts: 0 });
    return 'ANEW';
  }
  return scaled.length ? 'SCALED' : 'NOTHING';
}

/** What has been prepared is not prepared again; what is to be prepared differently is another component, with a state and a log of its own. */
function match(definition: Definition, current: Component[]): Match {
  const row = current.find(({ name, jobRole }) => name === definition.name && jobRole === definition.jobRole);
  const isSame = row !== undefined && isDeepStrictEqual(comparable(row, row), comparable(definition, row));
  return { definition, row: definition.jobRole || isSame ? row : undefined, isSame };
}

/** Only what runs as a whole grows and shrinks. A replica that was taken away cannot come back in the same attempt: its name and its log are taken. */
async function canScale(pods: ExperimentNouns['pods'], tx: Tx, component: Component, replicas: number): Promise<boolean> {
  if (component.state !== ComponentState.RUNNING) return false;
  return replicas < component.replicas || !await pods.hasRun(tx, component, component.replicas);
}

/** Who has ended keeps no secrets. */
function comparable({ role, call, image, resources, envVars, secrets, files, service, maxRestarts, timeLimitSeconds, setup }: Definition, row: Component) {
  return { role, call, image, resources, envVars, secrets: isFinal(row) ? {} : secrets, files, service, maxRestarts, timeLimitSeconds, setup };
}

const isFinal = ({ state }: Component) => componentStates.isFinal(state as never);

/** One whose pods are open is ended by the worker that has them. */
async function takeOut({ components }: ExperimentNouns, tx: Tx, component: Component): Promise<void> {
  await components.redefine(tx, component, { gangNumber: takenOutOf(component.gangNumber) });
  await components.shutDown(tx, component.experimentNumber, [component.number], NOT_WANTED);
}
