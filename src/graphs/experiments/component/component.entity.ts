import { Directive, Field, Float, ID, Int, ObjectType } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import { ComponentState } from '../../../core/states';
import { Key } from '../../columns';
import { encodeId } from '../../global-id';
import { PlainField } from '../../plain-field';
import { Reads } from '../../selection';
import { EnvVar } from '../experiment/experiment.entity';
import type { Setup } from './setup';

@ObjectType({ description: 'What each replica of a component may use.', simpleResolvers: true })
export class Resources {
  @Field(() => Float, { nullable: true, description: 'Cores; null: none is set aside, it runs beside whatever runs.' }) cpu: number | null;
  @Field(() => Float, { nullable: true, description: 'Bytes of memory; null: no limit.' }) memoryBytes: number | null;
  @Field(() => Int, { nullable: true, description: 'GPUs, recorded; null or 0: none.' }) gpu: number | null;
  @Field(() => String, { nullable: true, description: 'As given, e.g. `cpu=1,memory=1024M`; null when it was not given as text.' }) text: string | null;
}

/** How its program is called: directly, or by a shell. */
export type Command = { argv: string[] } | { shell: string };

@Directive('@key(fields: "id")')
@ObjectType({ description: 'A program of an experiment. Each of its replicas runs in a pod.', simpleResolvers: true })
@Entity('component')
export class Component {
  @Reads<Component>('number')
  @PlainField(() => ID, { description: 'Opaque and stable.' })
  get id(): string { return encodeId('co', this.number); }

  @Key() number: number;
  @Column('integer', { name: 'experiment_id' }) experimentNumber: number;
  @Column('integer', { name: 'stage_id' }) stageNumber: number;

  @Field({ description: 'Unique in its stage.' })
  @Column('text') name: string;

  @Field(() => String, { nullable: true, description: 'Part that it plays, e.g. `Ps`, `Worker` or `Master`; null when it has none.' })
  @Column('text', { nullable: true }) role: string | null;

  @Field(() => Int, { description: 'Pods that run at the same time, from 1.' })
  @Column('integer') replicas: number;

  @Field(() => Int, { nullable: true, description: 'Index among the components that were made from one description; null when it is the only one.' })
  @Column('integer', { name: 'replica_index', nullable: true }) replicaIndex: number | null;

  @Column('jsonb', { name: 'command' }) call: Command;

  @Field(() => String, { nullable: true, description: 'Image of its container, a label where an engine has no containers and its operator has not said what stands for it; null without.' })
  @Column('text', { nullable: true }) image: string | null;

  @Field(() => Resources, { description: 'What each of its replicas may use.' })
  @Column('jsonb') resources: Resources;

  @Field(() => [EnvVar], { description: 'Variables of its environment, those of the experiment apart.' })
  @Column('jsonb', { name: 'env_vars' }) envVars: EnvVar[];
  /** Values of the variables that are secret, by name; in no answer, event or log. */
  @Column('jsonb') secrets: Record<string, string>;
  @Column('jsonb') files: { path: string; content: string }[];

  /** What is prepared by it or for it. */
  @Column('jsonb') setup: Setup;

  @Field(() => ComponentState, { description: 'Where it stands.' })
  @Column('text') state: ComponentState;

  @Field(() => String, { nullable: true, description: 'Why it stands there, for people; null when there is nothing to say.' })
  @Column('text', { name: 'state_reason', nullable: true }) stateReason: string | null;

  /** Components with one gang start together or not at all: the key of the first of them. */
  @Column('integer', { name: 'gang_id' }) gangNumber: number;

  @Field(() => Boolean, { description: 'Whether it only serves the others of its gang: it is ended when they have.' })
  @Column('boolean') service: boolean;

  @Field(() => Int, { description: 'How often it was started again after an error of its own.' })
  @Column('integer') restarts: number;

  @Field(() => Int, { description: 'How often it may be.' })
  @Column('integer', { name: 'max_restarts' }) maxRestarts: number;

  @Field(() => Float, { nullable: true, description: 'Seconds after which a pod of it is ended; null: no limit.' })
  @Column('double precision', { name: 'time_limit_seconds', nullable: true }) timeLimitSeconds: number | null;

  /** A role of a framework's job: its variables are in place of the experiment's, and each of its replicas has a folder of its own. */
  @Column('boolean', { name: 'job_role' }) jobRole: boolean;

  @Column('integer') attempt: number;
  /** How often its worker was killed or stuck while it ran. */
  @Column('integer') losses: number;
  @Column('integer', { name: 'open_producers' }) openProducers: number;

  @Field(() => String, { nullable: true, description: 'Why it ended: Success, KnownIssue (a code above 0), Killed, Cancelled, ResourceExhausted, SubmissionFailed, SystemIssue or UnknownIssue; null before that.' })
  @Column('text', { name: 'exit_reason', nullable: true }) exitReason: string | null;

  @Field(() => Int, { nullable: true, description: 'Exit code of the pod that decided; 128 + the signal when it was killed by one; null before that, or when it did not start.' })
  @Column('integer', { name: 'return_code', nullable: true }) returnCode: number | null;

  @Field(() => String, { nullable: true, description: 'Its folder on the machine where it ran; null before it was made.' })
  @Column('text', { name: 'working_directory', nullable: true }) workingDirectory: string | null;

  @Reads<Component>('call')
  @PlainField(() => String, { description: 'Its command as a line for a shell.' })
  get command(): string { return 'shell' in this.call ? this.call.shell : this.call.argv.map(quoted).join(' '); }
}

const quoted = (word: string) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);

@ObjectType({ description: 'What a component needs of another.', simpleResolvers: true })
export class Dependency {
  producerNumber: number;
  componentNumber: number;
  @Field({ description: 'How it gets it: REF, COPY or LINK, or a word of the API that made it.' }) method: string;
  @Field({ description: "Path inside the producer's folder; empty: the folder itself." }) path: string;
}
