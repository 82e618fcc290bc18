import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import { encodeId } from '../../global-id';
import { PlainField } from '../../plain-field';
import { DateTime, Decimal } from '../../scalars';
import { Reads } from '../../selection';
import { Key, Numeric, Stamped } from '../../columns';

@Directive('@key(fields: "id")')
@ObjectType({ description: 'A CSV file with a header row, one of whose columns is the class to predict.', simpleResolvers: true })
@Entity('dataset')
export class Dataset {
  @Reads<Dataset>('number')
  @PlainField(() => ID, { description: 'Opaque and stable.' })
  get id(): string { return encodeId('ds', this.number); }

  @Field(() => Int, { description: "ATM's integer id, from 1." })
  @Key() number: number;

  @Field({ description: 'Defaults to the name of the file without its extension.' })
  @Column('text') name: string;

  @Field(() => String, { nullable: true, description: 'Free text; null when none was given.' })
  @Column('text', { nullable: true }) description: string | null;

  @Field({ description: 'Header of the column that is predicted.' })
  @Column('text', { name: 'class_column' }) classColumn: string;

  @Field({ description: 'Path or address of the training file as it was given.' })
  @Column('text', { name: 'train_path' }) trainPath: string;

  @Field(() => String, { nullable: true, description: 'Path or address of the test file as it was given; null: 30 % of the rows, stratified by class, are set aside, the same for every classifier.' })
  @Column('text', { name: 'test_path', nullable: true }) testPath: string | null;

  /** Real paths, found when the data set was created; clients do not see them. */
  @Column('text', { name: 'train_file' }) trainFile: string;
  @Column('text', { name: 'test_file', nullable: true }) testFile: string | null;

  @Field(() => Int, { description: 'Rows without a missing cell.' })
  @Column('integer', { name: 'n_examples' }) nExamples: number;

  @Field(() => Int, { description: 'Distinct values of the class column.' })
  @Column('integer', { name: 'k_classes' }) kClasses: number;

  @Field(() => Int, { description: 'Columns besides the class, plus (distinct values - 1) of every text column, the class included (the formula of ATM).' })
  @Column('integer', { name: 'd_features' }) dFeatures: number;

  @Field(() => Decimal, { description: 'Share of the largest class, 0 to 1, 9 decimals.' })
  @Numeric('majority') majority: string;

  @Field(() => Int, { description: 'Size of the table in memory in kB (1,000 bytes), 8 bytes a cell.' })
  @Column('integer', { name: 'size_kb' }) sizeKb: number;

  @Field(() => DateTime, { description: 'When it was stored.' })
  @Stamped('created_at') createdAt: string;
}
