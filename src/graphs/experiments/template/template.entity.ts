import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import { Key, Stamped } from '../../columns';
import { encodeId } from '../../global-id';
import { PlainField } from '../../plain-field';
import { DateTime, Json } from '../../scalars';
import { Reads } from '../../selection';

@ObjectType({ description: 'What may be filled in when an experiment is made of a template.', simpleResolvers: true })
export class TemplateParameter {
  @Field({ description: 'As it stands in `{{name}}`, or the path of the value that it replaces, e.g. `spec.Worker.replicas`. Unique in its template.' }) name: string;
  @Field(() => Boolean, { nullable: true, description: 'True: it has to be given each time. Null: nothing was said, which is false.' }) required: boolean | null;
  @Field(() => String, { nullable: true, description: 'For people; null without.' }) description: string | null;
  @Field(() => String, { nullable: true, description: 'What it is when it is not given; null when there is nothing of the kind.' }) value: string | null;
}

@Directive('@key(fields: "id")')
@ObjectType({ description: 'An experiment with gaps, and the parameters that fill them.', simpleResolvers: true })
@Entity('experiment_template')
export class ExperimentTemplate {
  @Reads<ExperimentTemplate>('number')
  @PlainField(() => ID, { description: 'Opaque and stable.' })
  get id(): string { return encodeId('tp', this.number); }

  @Field(() => Int, { description: 'Counter, from 1.' })
  @Key() number: number;

  @Field({ description: 'Unique.' })
  @Column('text') name: string;

  @Field(() => String, { nullable: true, description: 'Who wrote it; null when nobody said.' })
  @Column('text', { nullable: true }) author: string | null;

  @Field(() => String, { nullable: true, description: 'For people; null without.' })
  @Column('text', { nullable: true }) description: string | null;

  @Field(() => [TemplateParameter], { description: 'In the order in which they were given.' })
  @Column('jsonb') parameters: TemplateParameter[];

  @Field(() => Json, { description: 'The request for an experiment, as its client writes it, with `{{name}}` in its texts where a parameter goes.' })
  @Column('jsonb') spec: object;

  @Field(() => DateTime, { description: 'When it was stored.' })
  @Stamped('created_at') createdAt: string;
}
