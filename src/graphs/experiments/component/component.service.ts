import { isDeepStrictEqual } from 'node:util';
import { componentStates, ComponentState } from '../../../core/states';
import { queryOf } from '../../../database/data-source';
import type { Tx } from '../../../database/transaction';
import { readRows, updateRow } from '../../rows';
import type { ExperimentService } from '../experiment/experiment.service';
import { Component } from './component.entity';

type Active = Parameters<typeof componentStates.move>[0];
export type ComponentDraft = Pick<Component, 'experimentNumber' | 'stageNumber' | 'name' | 'role' | 'replicas' | 'call' | 'image' | 'resources' | 'envVars' | 'secrets' | 'files' | 'service' | 'jobRole' | 'maxRestarts' | 'timeLimitSeconds' | 'openProducers' | 'setup'>;
export interface DependencyDraft { component: number; producer: number; position: number; method: string; path: string }

const AT_ONCE = 500;

/** The only writer of the tables `component` and `dependency`. Callers hold the lock of the experiment. */
export class ComponentService {
  constructor(private readonly experiments: ExperimentService) {}

  /** @param gangOf index of the first component of its gang, for each @returns their keys, in this order */
  async insertAll(tx: Tx, drafts: ComponentDraft[], gangOf: number[]): Promise<number[]> {
    const numbers: number[] = [];
    for (let from = 0; from < drafts.length; from += AT_ONCE) {
      const { identifiers } = await tx.manager.insert(Component, drafts.slice(from, from + AT_ONCE).map((draft) => ({ ...draft, state: ComponentState.WAITING, gangNumber: 0 })) as object[]);
      numbers.push(...identifiers.map(({ number }) => number as number));
    }
    await tx.manager.query('update component c set gang_id = g.gang from unnest($1::int[], $2::int[]) g(id, gang) where c.id = g.id', [numbers, gangOf.map((index) => numbers[index])]);
    return numbers;
  }

  /** Another one for a gang that is there. */
  async insertInto(tx: Tx, gangNumber: number, draft: ComponentDraft): Promise<number> {
    const { identifiers } = await tx.manager.insert(Component, { ...draft, state: ComponentState.WAITING, gangNumber } as object);
    const number = identifiers[0]!.number as number;
    this.experiments.tell(tx, draft.experimentNumber, 'COMPONENT', { component: number });
    return number;
  }

  /** What it is asked to do from its next attempt on, or where it belongs. */
  async redefine(tx: Tx, component: Component, values: Partial<ComponentDraft & Pick<Component, 'gangNumber' | 'restarts'>>): Promise<void> {
    const changed = Object.entries(values).filter(([name, value]) => !isDeepStrictEqual(component[name as keyof Component], value));
    if (!changed.length) return;
    updateRow(tx, Component, component.number, Object.fromEntries(changed));
    Object.assign(component, Object.fromEntries(changed));
    this.experiments.tell(tx, component.experimentNumber, 'COMPONENT', { component: component.number });
  }

  /** Puts these in place of all that it needs of others. */
  async needs(tx: Tx, component: number, edges: DependencyDraft[]): Promise<void> {
    await tx.manager.query('delete from dependency where component_id = $1', [component]);
    await this.insertEdges(tx, edges);
    await tx.manager.query(`update component c set open_producers = (select count(distinct p.id) from dependency d join component p on p.id = d.producer_id
      where d.component_id = c.id and p.state <> 'FINISHED') where c.id = $1`, [component]);
  }

  async insertEdges(tx: Tx, edges: DependencyDraft[]): Promise<void> {
    const column = <K extends keyof DependencyDraft>(name: K) => edges.map((edge) => edge[name]);
    await tx.manager.query('insert into dependency (component_id, producer_id, position, method, path) select * from unnest($1::int[], $2::int[], $3::int[], $4::text[], $5::text[])',
      [column('component'), column('producer'), column('position'), column('method'), column('path')]);
  }

  ofGang(tx: Tx, gangNumber: number): Promise<Component[]> { return this.read(tx, 'WHERE t.gang_id = $1 ORDER BY t.id', [gangNumber]); }

  read(tx: Pick<Tx, 'manager'>, tail: string, params: unknown[]): Promise<Component[]> {
    return readRows(tx.manager.connection, queryOf(tx.manager), Component, tail, params);
  }

  /** Changes the state by its state machine, and tells subscribers; only the values when it has the state already. Who has ended needs his secrets no more. */
  async move(tx: Tx, component: Component, to: ComponentState, values: Partial<Component> = {}): Promise<void> {
    const moves = component.state !== to;
    const ends = moves && componentStates.isFinal(to as Active);
    const changed = { ...values, ...(ends && { secrets: {} }), ...(moves && { state: componentStates.move(component.state as Active, to as Active) as ComponentState }) };
    if (!Object.entries(changed).some(([name, value]) => component[name as keyof Component] !== value)) return;
    updateRow(tx, Component, component.number, changed);
    Object.assign(component, changed);
    this.experiments.tell(tx, component.experimentNumber, 'COMPONENT', { component: component.number });
  }

  /** Those of them that wait will not start any more. */
  async shutDown(tx: Tx, experimentNumber: number, numbers: number[], reason: string): Promise<void> {
    if (!numbers.length) return;
    // One whose pods are open is ended by the worker that has them.
    const rows = returned(await tx.manager.query(
      `update component c set state = 'COMPONENT_SHUTDOWN', state_reason = $2, exit_reason = 'Cancelled', secrets = '{}' where id = any($1::int[]) and state in ('WAITING', 'WAITING_ON_RESOURCE')
       and not exists (select 1 from pod p where p.component_id = c.id and p.phase in ('PENDING', 'RUNNING')) returning id`, [numbers, reason]));
    for (const { id } of rows) this.experiments.tell(tx, experimentNumber, 'COMPONENT', { component: id });
  }

  /** A producer is done. @returns the gangs that may start now */
  async release(tx: Tx, producers: number[]): Promise<number[]> {
    const rows = returned(await tx.manager.query(
      `update component c set open_producers = open_producers - e.count
       from (select component_id, count(distinct producer_id)::int as count from dependency where producer_id = any($1::int[]) group by 1) e
       where c.id = e.component_id returning c.gang_id as id`, [producers]));
    const gangs = [...new Set(rows.map(({ id }) => id))];
    return gangs.length ? this.ready(tx, 'gang_id = any($1::int[])', [gangs]) : [];
  }

  /** One whose request was replaced while it waited for room has pods until its worker has noticed, and is enqueued then. */
  async withoutPods(tx: Tx, gangs: number[]): Promise<number[]> {
    const rows: { gang: number }[] = await tx.manager.query(`select distinct c.gang_id as gang from component c join pod p on p.component_id = c.id where c.gang_id = any($1::int[]) and p.phase in ('PENDING', 'RUNNING')`, [gangs]);
    return gangs.filter((gang) => !rows.some((row) => row.gang === gang));
  }

  /** Gangs of waiting components whose producers are all done, in order; none that a request has taken out. @param where about components, e.g. `experiment_id = $1` */
  async ready(tx: Tx, where: string, params: unknown[]): Promise<number[]> {
    const rows: { gang: number }[] = await tx.manager.query(
      `select gang_id as gang from component where gang_id > 0 and ${where} group by 1 having bool_and(state in ('WAITING', 'WAITING_ON_RESOURCE')) and max(open_producers) = 0 order by 1`, params);
    return rows.map(({ gang }) => gang);
  }

  /** Those that need what these would have written, those that need theirs, and the gangs of all of them: a gang starts as a whole or not at all. */
  async downstream(tx: Tx, producers: number[]): Promise<number[]> {
    const rows: { id: number }[] = await tx.manager.query(
      `with recursive below(id) as (
         select m.id from dependency d join component c on c.id = d.component_id join component m on m.gang_id = c.gang_id where d.producer_id = any($1::int[])
         union select m.id from below b join dependency d on d.producer_id = b.id join component c on c.id = d.component_id join component m on m.gang_id = c.gang_id)
       select id from below order by id`, [producers]);
    return rows.map(({ id }) => id);
  }
}

/** TypeORM answers an UPDATE with its rows and their number. */
function returned(answer: unknown): { id: number }[] {
  return Array.isArray((answer as unknown[])[0]) ? (answer as [{ id: number }[]])[0] : answer as { id: number }[];
}
