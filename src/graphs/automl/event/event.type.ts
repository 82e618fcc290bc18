import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { DateTime, EventCursor } from '../../scalars';

export enum RunEventKind { SNAPSHOT = 'SNAPSHOT', STATUS = 'STATUS', PROGRESS = 'PROGRESS', CHILD = 'CHILD', DELETED = 'DELETED' }
registerEnumType(RunEventKind, {
  name: 'RunEventKind', description: 'What a message tells.',
  valuesConfig: {
    SNAPSHOT: { description: 'How things stood at the cursor; the first message when `after` is null.' },
    STATUS: { description: 'Its status changed, or it was created.' },
    PROGRESS: { description: '`classifier` has ended, so the progress changed.' },
    CHILD: { description: '`classifier` has started, or starts again after its worker was lost.' },
    DELETED: { description: 'It is gone; the subscription completes after this message.' },
  },
});

/** What the event log yields; the nouns are loaded when asked for, so each message shows them as they are then. */
export interface EventRoot { cursor: string; at: string; kind: RunEventKind; datarun: number; classifier: number | null; copy?: object }

@ObjectType({ description: 'A change of a datarun. The nouns show how things stand when the message is sent.' })
export class DatarunEvent {
  @Field(() => EventCursor, { description: 'Pass as `after` to go on from here.' }) cursor: string;
  @Field(() => DateTime, { description: 'When it happened.' }) at: string;
  @Field(() => RunEventKind, { description: 'What happened.' }) kind: RunEventKind;
}

@ObjectType({ description: 'A change of a classifier. The nouns show how things stand when the message is sent.' })
export class ClassifierEvent {
  @Field(() => EventCursor, { description: 'Pass as `after` to go on from here.' }) cursor: string;
  @Field(() => DateTime, { description: 'When it happened.' }) at: string;
  @Field(() => RunEventKind, { description: 'What happened.' }) kind: RunEventKind;
}
