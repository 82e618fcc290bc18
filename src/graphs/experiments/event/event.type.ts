import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { DateTime, EventCursor } from '../../scalars';

export enum ExperimentEventKind { SNAPSHOT = 'SNAPSHOT', STATUS = 'STATUS', STAGE = 'STAGE', COMPONENT = 'COMPONENT', POD = 'POD', OUTPUT = 'OUTPUT', DELETED = 'DELETED' }
registerEnumType(ExperimentEventKind, {
  name: 'ExperimentEventKind', description: 'What a message tells.',
  valuesConfig: {
    SNAPSHOT: { description: 'How things stood at the cursor; the first message when `after` is null.' },
    STATUS: { description: 'The experiment itself changed, or it was created.' },
    STAGE: { description: '`stage` changed.' }, COMPONENT: { description: '`component` changed.' }, POD: { description: '`pod` was made or changed.' },
    OUTPUT: { description: '`output` was kept.' },
    DELETED: { description: 'It is gone; the subscription completes after this message.' },
  },
});

/** What the event log yields; the nouns are loaded when asked for, so each message shows them as they are then. */
export interface EventRoot { cursor: string; at: string; kind: ExperimentEventKind; experiment: number; stage: number | null; component: number | null; pod: number | null; output: number | null; copy?: object }

@ObjectType({ description: 'A change of an experiment. The nouns show how things stand when the message is sent.' })
export class ExperimentEvent {
  @Field(() => EventCursor, { description: 'Pass as `after` to go on from here.' }) cursor: string;
  @Field(() => DateTime, { description: 'When it happened.' }) at: string;
  @Field(() => ExperimentEventKind, { description: 'What happened.' }) kind: ExperimentEventKind;
}

@ObjectType({ description: 'A change of a pod of an experiment. The pod shows how it stands when the message is sent.' })
export class PodEvent {
  @Field(() => EventCursor, { description: 'Pass as `after` to go on from here.' }) cursor: string;
  @Field(() => DateTime, { description: 'When it happened.' }) at: string;
  @Field(() => ExperimentEventKind, { description: 'SNAPSHOT, POD or DELETED.' }) kind: ExperimentEventKind;
}
