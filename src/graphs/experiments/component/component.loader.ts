import { definePages } from '../../connection/page-loader';
import { byKey, defineLoader, listsByKey } from '../../loader';
import { hydrate, readRows } from '../../rows';
import { Component, Dependency } from './component.entity';
import { componentTarget } from './component.input';

export const componentByNumber = defineLoader(({ db, query }) => byKey((keys) => readRows(db, query, Component, 'WHERE t.id = ANY($1)', [keys]), (c: Component) => c.number));

export const componentsOfStage = defineLoader(({ db, query }) =>
  listsByKey((keys) => readRows(db, query, Component, 'WHERE t.stage_id = ANY($1) ORDER BY t.id', [keys]), (c: Component) => c.stageNumber));

export const componentsOfExperiment = definePages({ entity: Component, target: componentTarget, parent: 'experiment_id', defaultSize: 100 });

export const dependenciesOf = defineLoader(({ query }) => listsByKey(async (keys) => hydrate(Dependency, await query(
  `SELECT component_id AS "componentNumber", producer_id AS "producerNumber", method, path FROM dependency WHERE component_id = ANY($1) ORDER BY component_id, position`, [keys])), (d: Dependency) => d.componentNumber));
