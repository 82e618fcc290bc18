import { Directive, Field, Float, ID, Int, ObjectType } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import { StageState } from '../../../core/states';
import { Key } from '../../columns';
import { encodeId } from '../../global-id';
import { PlainField } from '../../plain-field';
import { Reads } from '../../selection';

@Directive('@key(fields: "id")')
@ObjectType({ description: 'Components of an experiment that are looked at together. A stage holds nothing back: components start when their producers are done.', simpleResolvers: true })
@Entity('stage')
export class Stage {
  @Reads<Stage>('number')
  @PlainField(() => ID, { description: 'Opaque and stable.' })
  get id(): string { return encodeId('st', this.number); }

  @Key() number: number;
  @Column('integer', { name: 'experiment_id' }) experimentNumber: number;

  @Field(() => Int, { description: 'Place in the experiment, from 0.' })
  @Column('integer') index: number;

  @Field({ description: 'For people; unique in the experiment.' })
  @Column('text') name: string;

  @Field(() => StageState, { description: 'The states of its components taken together.' })
  @Column('text') state: StageState;

  @Field(() => Float, { description: 'Share in the progress of the experiment, 0 to 1; those of all stages make 1.' })
  @Column('double precision') weight: number;

  @Field(() => Boolean, { description: 'Whether the experiment goes on when a component of this stage fails.' })
  @Column('boolean', { name: 'continue_on_error' }) continueOnError: boolean;

  @Column('integer', { name: 'components_total' }) componentsTotal: number;
  @Column('integer', { name: 'components_finished' }) componentsFinished: number;

  @Reads<Stage>('componentsTotal', 'componentsFinished')
  @PlainField(() => Float, { description: 'Components that have finished, as a share of all of them; 0 to 1.' })
  get progress(): number { return this.componentsTotal ? this.componentsFinished / this.componentsTotal : 1; }
}
