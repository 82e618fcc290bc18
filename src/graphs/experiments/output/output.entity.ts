import { Field, Float, ID, Int, ObjectType } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import { Key, Moment } from '../../columns';
import { encodeId } from '../../global-id';
import { PlainField } from '../../plain-field';
import { DateTime } from '../../scalars';

@ObjectType({ description: 'A file that an experiment is run for, kept when its component has finished.', simpleResolvers: true })
@Entity('output')
export class Output {
  @PlainField(() => ID, { description: 'Opaque and stable.' })
  get id(): string { return encodeId('ou', this.number); }

  @Key() number: number;
  @Column('integer', { name: 'experiment_id' }) experimentNumber: number;
  @Column('integer', { name: 'component_id' }) componentNumber: number;

  @Field({ description: 'Unique in the experiment.' })
  @Column('text') name: string;
  @Field({ description: 'For people; empty when nothing was said.' })
  @Column('text') description: string;
  @Field({ description: 'Kind of content, e.g. `csv`; empty when nothing was said.' })
  @Column('text') type: string;

  @Field({ description: "Path in its component's folder." })
  @Column('text', { name: 'path' }) filepath: string;
  /** Place in the artefact store; null before it was kept. */
  @Column('text', { nullable: true }) location: string | null;

  @Field(() => Float, { nullable: true, description: 'Size in bytes; null before it was kept.' })
  @Column('bigint', { nullable: true }) bytes: number | null;
  @Field(() => Int, { description: 'How often it was kept; 0 before the first time.' })
  @Column('integer') version: number;
  @Field(() => Boolean, { description: 'Whether it will not change any more.' })
  @Column('boolean') final: boolean;
  @Field(() => DateTime, { nullable: true, description: 'When it was kept; null before that.' })
  @Moment('created_at', { nullable: true }) createdAt: string | null;

  @PlainField(() => String, { description: 'Last part of its path.' })
  get filename(): string { return this.filepath.split('/').at(-1)!; }
}
