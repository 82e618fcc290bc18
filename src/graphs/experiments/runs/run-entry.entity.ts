import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { RunStatus } from '../../../core/states';
import { Moment } from '../../columns';
import { encodeId } from '../../global-id';
import { PlainField } from '../../plain-field';
import { DateTime } from '../../scalars';
import { Reads } from '../../selection';

export enum RunKind { DATARUN = 'DATARUN', EXPERIMENT = 'EXPERIMENT' }
registerEnumType(RunKind, { name: 'RunKind', description: 'What kind of run it is.' });

const PREFIX = { DATARUN: 'dr', EXPERIMENT: 'ex' } as const;

@ObjectType({ description: 'A run of any kind, as a line of the list of all of them.', simpleResolvers: true })
@Entity('run')
export class RunEntry {
  /** Unique over the kinds. */
  @PrimaryColumn('integer', { name: 'id' }) number: number;
  @Column('integer', { name: 'number' }) runNumber: number;

  @Reads<RunEntry>('kind', 'runNumber')
  @PlainField(() => ID, { description: 'The id of the run itself.' })
  get id(): string { return encodeId(PREFIX[this.kind], this.runNumber); }

  @Field(() => RunKind, { description: 'What kind of run it is.' })
  @Column('text') kind: RunKind;
  @Field({ description: 'Its name; the description of a datarun.' })
  @Column('text') name: string;
  @Field(() => RunStatus, { description: 'Where it stands.' })
  @Column('text') status: RunStatus;
  @Field(() => String, { nullable: true, description: 'What went wrong, for people; null when nothing did.' })
  @Column('text', { name: 'error_message', nullable: true }) errorMessage: string | null;
  @Field(() => String, { nullable: true, description: 'Who started it; null without authentication.' })
  @Column('text', { nullable: true }) owner: string | null;
  @Field(() => [String], { description: 'Free labels.' })
  @Column('text', { array: true }) tags: string[];
  @Field(() => DateTime, { description: 'When it was stored.' })
  @Moment('created_at') createdAt: string;
  @Field(() => DateTime, { nullable: true, description: 'When its first part started; null before that.' })
  @Moment('started_at', { nullable: true }) startedAt: string | null;
  @Field(() => DateTime, { nullable: true, description: 'When it ended; null before that.' })
  @Moment('finished_at', { nullable: true }) finishedAt: string | null;
}
