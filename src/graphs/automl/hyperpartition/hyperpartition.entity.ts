import { Directive, Field, Float, ID, Int, ObjectType } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import { HyperpartitionStatus } from '../../../core/states';
import { encodeId } from '../../global-id';
import { PlainField } from '../../plain-field';
import { Json } from '../../scalars';
import { Reads } from '../../selection';
import { Key } from '../../columns';
import { TunableType } from '../enums';

@ObjectType({ description: 'A hyperparameter and the value it has.', simpleResolvers: true })
export class HyperparameterValue {
  @Field({ description: 'As the method file spells it.' }) name: string;
  @Field(() => Json, { nullable: true, description: 'A text, number, truth value or null.' }) value: unknown;
}

@ObjectType({ description: 'A hyperparameter whose value the tuner picks.', simpleResolvers: true })
export class Tunable {
  @Field({ description: 'As the method file spells it.' }) name: string;
  @Field(() => TunableType, { description: 'Type and scale.' }) type: TunableType;
  @Field(() => Float, { description: 'Least value, inclusive.' }) low: number;
  @Field(() => Float, { description: 'Greatest value, inclusive.' }) high: number;
}

@Directive('@key(fields: "id")')
@ObjectType({ description: 'A method with one choice for each of its categorical hyperparameters.', simpleResolvers: true })
@Entity('hyperpartition')
export class Hyperpartition {
  @Reads<Hyperpartition>('number')
  @PlainField(() => ID, { description: 'Opaque and stable.' })
  get id(): string { return encodeId('hp', this.number); }

  @Field(() => Int, { description: "ATM's integer id, from 1." })
  @Key() number: number;

  @Column('integer', { name: 'datarun_id' }) datarunNumber: number;

  @Field({ description: 'Name of the method, e.g. `logreg`.' })
  @Column('text') method: string;
  /** Import path of the estimator's class. */
  @Column('text', { name: 'class_path' }) classPath: string;

  @Field(() => HyperpartitionStatus, { description: 'Whether it still takes part in the search.' })
  @Column('text') status: HyperpartitionStatus;

  @Field(() => [HyperparameterValue], { description: 'The choices that make this partition.' })
  @Column('jsonb') categoricals: HyperparameterValue[];

  @Field(() => [HyperparameterValue], { description: 'Values that never change; names that begin with `_` are steps before the estimator.' })
  @Column('jsonb') constants: HyperparameterValue[];

  @Field(() => [Tunable], { description: 'What the tuner picks.' })
  @Column('jsonb') tunables: Tunable[];

  @Column('integer') errors: number;
}
