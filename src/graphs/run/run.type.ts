import { Directive, Field, Float, ID, Int, InterfaceType, ObjectType, registerEnumType } from 'type-graphql';
import { RunStatus } from '../../core/states';
import { DateTime } from '../scalars';

registerEnumType(RunStatus, {
  name: 'RunStatus',
  description: 'Where a run of any kind stands. SUCCEEDED, FAILED and CANCELLED are final.',
  valuesConfig: {
    PENDING: { description: 'Stored; nothing of it has started.' },
    ACCEPTED: { description: 'Taken by a scheduler.' },
    INITIALISING: { description: 'Its folders and processes are being prepared.' },
    WAITING_ON_RESOURCE: { description: 'Ready, but there is no room for it now; `stateReason` of its components says for what each waits.' },
    RUNNING: { description: 'At least one of its parts has started.' },
    PAUSED: { description: 'Starts nothing new; what runs is allowed to end.' },
    SUCCEEDED: { description: 'Ended, with a result.' },
    FAILED: { description: 'Ended without a result; `errorMessage` says why.' },
    CANCELLED: { description: 'Ended by somebody.' },
  },
});

@Directive('@shareable')
@ObjectType({ description: 'How far a run has come.', simpleResolvers: true })
export class Progress {
  @Field(() => Float, { description: 'From 0 to 1; 1 only when the run has ended.' }) fraction: number;
  @Field(() => Int, { nullable: true, description: 'Parts in all; null when the run has no fixed number of them.' }) total: number | null;
  @Field(() => Int, { nullable: true, description: 'Parts that ended well.' }) done: number | null;
  @Field(() => Int, { nullable: true, description: 'Parts that ended with an error.' }) failed: number | null;
  @Field(() => Int, { nullable: true, description: 'Parts that run now.' }) running: number | null;
  @Field(() => Float, { nullable: true, description: 'Seconds that are still needed at the present rate; null when that is not known.' }) etaSeconds: number | null;
}

@InterfaceType({ description: 'What every kind of run has.' })
export abstract class Run {
  @Field(() => ID, { description: 'Opaque and stable.' }) id: string;
  @Field(() => RunStatus, { description: 'Where the run stands.' }) status: RunStatus;
  @Field(() => String, { nullable: true, description: 'Why it stands there, as a constant such as NO_WORKER_ALIVE; null when there is nothing to say.' }) statusReason: string | null;
  @Field(() => Progress, { description: 'How far it has come.' }) progress: Progress;
  @Field(() => DateTime, { description: 'When it was stored.' }) createdAt: string;
  @Field(() => DateTime, { nullable: true, description: 'When its first part started; null before that.' }) startedAt: string | null;
  @Field(() => DateTime, { nullable: true, description: 'When it ended; null before that.' }) finishedAt: string | null;
  @Field(() => String, { nullable: true, description: 'What went wrong, for people; null when nothing did.' }) errorMessage: string | null;
  @Field(() => String, { nullable: true, description: 'Who started it; null without authentication.' }) owner: string | null;
  @Field(() => [String], { description: 'Free labels.' }) tags: string[];
}
