import { Directive, Field, Float, ID, Int, ObjectType } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import { PodPhase } from '../../../core/states';
import { Key, Moment, Stamped } from '../../columns';
import { encodeId } from '../../global-id';
import { PlainField } from '../../plain-field';
import { DateTime } from '../../scalars';
import { Reads } from '../../selection';

@ObjectType({ description: 'A name and a value that people attach.', simpleResolvers: true })
export class Label {
  @Field({ description: 'Its name.' }) name: string;
  @Field({ description: 'Its value.' }) value: string;
}

@ObjectType({ description: 'How a limit or the isolation of a pod is enforced where it ran.', simpleResolvers: true })
export class Enforcement {
  @Field({ description: 'cpu, memory or isolation.' }) what: string;
  @Field({ description: 'By what, e.g. affinity, cgroup, sampled, bwrap or none.' }) how: string;
  @Field({ description: 'Why so, for people.' }) why: string;
}

@Directive('@key(fields: "id")')
@ObjectType({ description: 'One process of a component, with all that it starts. Each attempt is a pod of its own, with its own log.', simpleResolvers: true })
@Entity('pod')
export class Pod {
  @Reads<Pod>('number')
  @PlainField(() => ID, { description: 'Opaque and stable.' })
  get id(): string { return encodeId('po', this.number); }

  @Key() number: number;
  @Column('integer', { name: 'experiment_id' }) experimentNumber: number;
  @Column('integer', { name: 'component_id' }) componentNumber: number;

  @Field({ description: 'Unique: names of experiment, component and replica, and the attempt when it is not the first.' })
  @Column('text') name: string;

  @Field(() => Int, { description: 'Index among the replicas of its component, from 0.' })
  @Column('integer', { name: 'replica_index' }) replicaIndex: number;

  @Field(() => Int, { description: 'From 1; one more when the component started again, after an error or because its worker was lost.' })
  @Column('integer') attempt: number;

  @Field(() => PodPhase, { description: 'Where it stands.' })
  @Column('text') phase: PodPhase;

  @Field(() => String, { nullable: true, description: 'Why it ended, or why it waits; null when there is nothing to say.' })
  @Column('text', { nullable: true }) reason: string | null;

  @Field({ description: 'Name of the machine.' })
  @Column('text') host: string;

  @Field(() => String, { nullable: true, description: 'Address at which others reach it; null before it started.' })
  @Column('text', { nullable: true }) ip: string | null;

  @Column('uuid', { name: 'worker_id' }) workerId: string;

  @Field(() => Int, { nullable: true, description: 'Process id on that machine; null before it started.' })
  @Column('integer', { nullable: true }) pid: number | null;

  @Field(() => [Label], { description: 'Names and values that people attach.' })
  @Column('jsonb') labels: Label[];

  @Field(() => [Enforcement], { description: 'How its limits and its isolation are enforced.' })
  @Column('jsonb', { name: 'limits' }) enforcement: Enforcement[];

  @Field(() => String, { nullable: true, description: 'What its program runs with, for people: a virtual environment or a command that stands for its image, an environment that was made for it, or the project\'s Python and the system\'s programs; null for pods of earlier versions.' })
  @Column('text', { nullable: true }) runtime: string | null;

  @Field(() => Int, { nullable: true, description: 'Exit code; 128 + the signal when it was killed by one; null before the end, or when it is not known.' })
  @Column('integer', { name: 'exit_code', nullable: true }) exitCode: number | null;

  @Field(() => Float, { nullable: true, description: 'Processor time of the whole tree in seconds; of processes that ended only because the pod did, as last seen, up to half a second before. Null before the end.' })
  @Column('double precision', { name: 'cpu_seconds', nullable: true }) cpuSeconds: number | null;

  @Field(() => Float, { nullable: true, description: 'Greatest resident memory of the tree in bytes; null before the end.' })
  @Column('bigint', { name: 'max_memory_bytes', nullable: true }) maxMemoryBytes: number | null;

  @Field(() => DateTime, { description: 'When it was made.' })
  @Stamped('created_at') createdAt: string;
  @Field(() => DateTime, { nullable: true, description: 'When its process started; null before that.' })
  @Moment('started_at', { nullable: true }) startedAt: string | null;
  @Field(() => DateTime, { nullable: true, description: 'When its process ended; null before that.' })
  @Moment('finished_at', { nullable: true }) finishedAt: string | null;
}
