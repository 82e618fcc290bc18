import { registerEnumType, Field, ID, ObjectType } from 'type-graphql';
import { ExperimentKind } from '../enums';
import type { Experiment } from './experiment.entity';

export enum LegacyApi { SUBMARINE_DOC = 'SUBMARINE_DOC', SUBMARINE_V08 = 'SUBMARINE_V08' }
registerEnumType(LegacyApi, {
  name: 'LegacyApi', description: 'An older API with names of its own for experiments.',
  valuesConfig: { SUBMARINE_DOC: { description: "Apache Submarine's as its document writes it: `experiment_<ms>_<number>`." }, SUBMARINE_V08: { description: 'Apache Submarine 0.8: `experiment-<ms>-<number>`.' } },
});

@ObjectType({ description: 'What an older API calls an experiment.', simpleResolvers: true })
export class LegacyId {
  @Field(() => LegacyApi, { description: 'Which API.' }) api: LegacyApi;
  @Field(() => ID, { description: 'Its id there.' }) id: string;
}

const SUBMARINE = /^experiment([_-])(\d{1,15})\1(\d{4,10})$/;

type Identified = Pick<Experiment, 'kind' | 'number' | 'acceptedAt'>;

/** The time at which it was accepted in ms, and its counter in four digits or more. */
const submarineId = ({ acceptedAt, number }: Identified, dash: string) => ['experiment', Date.parse(acceptedAt), String(number).padStart(4, '0')].join(dash);

export function legacyIdsOf(experiment: Identified): LegacyId[] {
  if (experiment.kind !== ExperimentKind.FRAMEWORK) return [];
  return [{ api: LegacyApi.SUBMARINE_DOC, id: submarineId(experiment, '_') }, { api: LegacyApi.SUBMARINE_V08, id: submarineId(experiment, '-') }];
}

/** @returns the counter in an id of whichever spelling; null when it cannot be one */
export function numberIn(id: string): number | null {
  const number = Number(SUBMARINE.exec(id)?.[3] ?? Number.NaN);
  return number > 0 && number < 2 ** 31 ? number : null;
}

export const hasLegacyId = (experiment: Identified, id: string): boolean => legacyIdsOf(experiment).some((known) => known.id === id);
