import { Directive, Field, Float, ID, Int, ObjectType } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import type { RunStatus } from '../../../core/states';
import { Key, Moment, Stamped } from '../../columns';
import { encodeId } from '../../global-id';
import { PlainField } from '../../plain-field';
import { Run, type Progress } from '../../run/run.type';
import { DateTime, Json } from '../../scalars';
import { Reads } from '../../selection';
import { ExitStatus, ExperimentKind } from '../enums';

@ObjectType({ description: 'A variable of the environment of a process.', simpleResolvers: true })
export class EnvVar {
  @Field({ description: 'Its name.' }) name: string;
  @Field({ description: 'Its value; `***` for one that was sent as a secret.' }) value: string;
}

@Directive('@key(fields: "id")')
@Directive('@key(fields: "number")')
@ObjectType({ implements: Run, description: 'Programs that run together or after one another.', simpleResolvers: true })
@Entity('experiment')
export class Experiment implements Run {
  @Reads<Experiment>('number')
  @PlainField(() => ID, { description: 'Opaque and stable.' })
  get id(): string { return encodeId('ex', this.number); }

  @Field(() => Int, { description: 'Counter, from 1.' })
  @Key() number: number;

  @Field(() => ID, { description: 'A UUID, for those who need an id that no other installation has.' })
  @Stamped('uid') uid: string;

  @Field({ description: 'For people; need not be unique.' })
  @Column('text') name: string;

  @Field(() => ExperimentKind, { description: 'What it is for.' })
  @Column('text') kind: ExperimentKind;

  @Field({ description: 'A label that groups experiments; `default` when nothing was said.' })
  @Column('text') namespace: string;

  @Field(() => String, { nullable: true, description: 'Framework of the program, e.g. `TensorFlow`; null when none was named.' })
  @Column('text', { nullable: true }) framework: string | null;

  @Field(() => String, { nullable: true, description: 'Command that all its components share; null when each has its own.' })
  @Column('text', { nullable: true }) command: string | null;

  @Field(() => [EnvVar], { description: 'Variables that all its components get.' })
  @Column('jsonb', { name: 'env_vars' }) envVars: EnvVar[];

  @Column('integer', { name: 'environment_id', nullable: true }) environmentNumber: number | null;

  @Field(() => Float, { nullable: true, description: 'Cores for each node, as asked for; null when nothing was said.' })
  @Column('double precision', { name: 'num_cpus', nullable: true }) numCpus: number | null;

  @Field(() => Int, { nullable: true, description: 'Greatest bandwidth between nodes in Mbit/s, as asked for; recorded, not enforced. Null when nothing was said.' })
  @Column('integer', { name: 'max_bandwidth_mbit', nullable: true }) maxBandwidthMbit: number | null;

  @Field(() => Int, { description: 'Experiments with a higher number go first; those with the same number share the workers.' })
  @Column('integer') priority: number;

  @Column('text') status: RunStatus;
  /** Only what is settled; while it waits, the reason is found out when asked for. */
  @Column('text', { name: 'status_reason', nullable: true }) settledReason: string | null;

  /** What it will end as when its last pod has gone; null while nothing stops it. */
  @Column('text', { nullable: true }) stopping: 'STOPPED' | 'FAILED' | null;

  @Field(() => ExitStatus, { nullable: true, description: 'How it ended; null before that.' })
  @Column('text', { name: 'exit_status', nullable: true }) exitStatus: ExitStatus | null;
  @Column('text', { name: 'error_message', nullable: true }) errorMessage: string | null;

  @Field(() => Json, { description: 'The request as it was sent, without the values of secrets.' })
  @Column('jsonb') spec: object;

  @Field(() => Json, { description: 'Whatever the client wants to keep beside it.' })
  @Column('jsonb', { name: 'job_metadata' }) jobMetadata: object;

  @Column('text', { nullable: true }) owner: string | null;
  @Column('text', { array: true }) tags: string[];

  @Field(() => DateTime, { description: 'When it was accepted.' })
  @Stamped('accepted_at') acceptedAt: string;
  @Stamped('created_at') createdAt: string;
  @Moment('started_at', { nullable: true }) startedAt: string | null;
  @Moment('finished_at', { nullable: true }) finishedAt: string | null;

  /** One more with each request that replaced the one before. */
  @Column('integer') revision: number;

  @Column('text', { name: 'client_mutation_id', nullable: true }) clientMutationId: string | null;
  /** Start tag of its latest gang in the fair queue; null before it had one. */
  @Column('integer', { name: 'last_tag', nullable: true }) lastTag: number | null;
  @Column('integer', { name: 'components_total' }) componentsTotal: number;
  @Column('integer', { name: 'components_done' }) componentsDone: number;
  @Column('integer', { name: 'components_failed' }) componentsFailed: number;
  @Column('integer', { name: 'components_running' }) componentsRunning: number;

  // Resolved when asked for.
  statusReason: string | null;
  progress: Progress;
}
