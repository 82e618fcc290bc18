import { ArgsType, Field, ID, InputType, Int, registerEnumType } from 'type-graphql';
import { NumberedPageArgs } from '../../connection/page-args';
import { OrderInput, orderTerm, type Orders } from '../../connection/order';
import { DateTimeFilter, FloatFilter, IntFilter, StringFilter } from '../../filter/inputs';
import type { FilterTarget } from '../../filter/where';
import { decodeIds } from '../../global-id';
import { Decimal } from '../../scalars';

@InputType({ description: 'Conditions on data sets; all that are given must hold.' })
export class DatasetFilter {
  @Field(() => [ID], { nullable: true, description: 'One of these ids.' }) id?: string[];
  @Field(() => IntFilter, { nullable: true, description: "On ATM's integer id." }) number?: object;
  @Field(() => StringFilter, { nullable: true, description: 'On the name.' }) name?: object;
  @Field(() => StringFilter, { nullable: true, description: 'On the description.' }) description?: object;
  @Field(() => StringFilter, { nullable: true, description: 'On the class column.' }) classColumn?: object;
  @Field(() => StringFilter, { nullable: true, description: 'On the path of the training file.' }) trainPath?: object;
  @Field(() => StringFilter, { nullable: true, description: 'On the path of the test file.' }) testPath?: object;
  @Field(() => IntFilter, { nullable: true, description: 'On the number of rows.' }) nExamples?: object;
  @Field(() => IntFilter, { nullable: true, description: 'On the number of classes.' }) kClasses?: object;
  @Field(() => IntFilter, { nullable: true, description: 'On the number of features.' }) dFeatures?: object;
  @Field(() => FloatFilter, { nullable: true, description: 'On the share of the largest class.' }) majority?: object;
  @Field(() => IntFilter, { nullable: true, description: 'On the size in kB.' }) sizeKb?: object;
  @Field(() => DateTimeFilter, { nullable: true, description: 'On when it was stored.' }) createdAt?: object;
  @Field(() => [DatasetFilter], { nullable: true, description: 'All of these hold.' }) and?: DatasetFilter[];
  @Field(() => [DatasetFilter], { nullable: true, description: 'At least one of these holds.' }) or?: DatasetFilter[];
  @Field(() => DatasetFilter, { nullable: true, description: 'This does not hold.' }) not?: DatasetFilter;
}

export const datasetTarget: FilterTarget = {
  table: 'dataset',
  fields: {
    id: { kind: 'oneOf', column: 'id', cast: 'integer', values: (ids) => decodeIds('ds', ids) },
    number: { kind: 'compare', column: 'id', cast: 'integer' },
    name: { kind: 'compare', column: 'name', cast: 'text' },
    description: { kind: 'compare', column: 'description', cast: 'text' },
    classColumn: { kind: 'compare', column: 'class_column', cast: 'text' },
    trainPath: { kind: 'compare', column: 'train_path', cast: 'text' },
    testPath: { kind: 'compare', column: 'test_path', cast: 'text' },
    nExamples: { kind: 'compare', column: 'n_examples', cast: 'integer' },
    kClasses: { kind: 'compare', column: 'k_classes', cast: 'integer' },
    dFeatures: { kind: 'compare', column: 'd_features', cast: 'integer' },
    majority: { kind: 'compare', column: 'majority', cast: 'numeric' },
    sizeKb: { kind: 'compare', column: 'size_kb', cast: 'integer' },
    createdAt: { kind: 'compare', column: 'created_at', cast: 'timestamptz' },
  },
};

export enum DatasetField {
  ID = 'ID', NAME = 'NAME', DESCRIPTION = 'DESCRIPTION', CLASS_COLUMN = 'CLASS_COLUMN', TRAIN_PATH = 'TRAIN_PATH', TEST_PATH = 'TEST_PATH', N_EXAMPLES = 'N_EXAMPLES',
  K_CLASSES = 'K_CLASSES', D_FEATURES = 'D_FEATURES', MAJORITY = 'MAJORITY', SIZE_KB = 'SIZE_KB', CREATED_AT = 'CREATED_AT',
}
registerEnumType(DatasetField, { name: 'DatasetField', description: 'What data sets can be ordered by.' });

export const datasetOrders: Orders & { fields: Record<DatasetField, unknown> } = {
  fields: {
    ID: orderTerm('id', 'number', 'integer'),
    NAME: orderTerm('name', 'name', 'text'),
    DESCRIPTION: orderTerm('description', 'description', 'text', { nullable: true }),
    CLASS_COLUMN: orderTerm('class_column', 'classColumn', 'text'),
    TRAIN_PATH: orderTerm('train_path', 'trainPath', 'text'),
    TEST_PATH: orderTerm('test_path', 'testPath', 'text', { nullable: true }),
    N_EXAMPLES: orderTerm('n_examples', 'nExamples', 'integer'),
    K_CLASSES: orderTerm('k_classes', 'kClasses', 'integer'),
    D_FEATURES: orderTerm('d_features', 'dFeatures', 'integer'),
    MAJORITY: orderTerm('majority', 'majority', 'numeric'),
    SIZE_KB: orderTerm('size_kb', 'sizeKb', 'integer'),
    CREATED_AT: orderTerm('created_at', 'createdAt', 'timestamptz'),
  },
};

@InputType({ description: 'One term of an ordering.' })
export class DatasetOrder extends OrderInput {
  @Field(() => DatasetField, { description: 'What to order by.' }) field: DatasetField;
}

@ArgsType()
export class DatasetListArgs extends NumberedPageArgs {
  @Field(() => DatasetFilter, { nullable: true, description: 'Only those for which this holds.' }) where?: DatasetFilter;
  @Field(() => [DatasetOrder], { nullable: true, description: 'By the id when nothing is said.' }) orderBy?: DatasetOrder[];
}

@InputType({ description: 'What is known of a data set besides its file.' })
class DatasetFacts {
  @Field(() => String, { nullable: true, description: 'At most 100 characters; the name of the file without its extension when absent.' }) name?: string;
  @Field(() => String, { nullable: true, description: 'At most 1,000 characters.' }) description?: string;
  @Field({ description: 'Header of the column to predict, at most 100 characters.' }) classColumn: string;
}

@InputType({ description: 'A CSV file that the server can read or fetch. The counts are computed from the file; a given one replaces the computed one.' })
export class CreateDatasetInput extends DatasetFacts {
  @Field({ description: 'Path of the training file on the server, inside one of its data roots; relative to the folder where the server was started. Or an http:// or https:// address, where the operator allows downloads: the file is fetched once, from a public address.' }) trainPath: string;
  @Field(() => String, { nullable: true, description: 'Path or address of a test file with the same columns.' }) testPath?: string;
  @Field(() => Int, { nullable: true, description: 'Instead of the computed one, at least 0.' }) nExamples?: number;
  @Field(() => Int, { nullable: true, description: 'Instead of the computed one, at least 0.' }) kClasses?: number;
  @Field(() => Int, { nullable: true, description: 'Instead of the computed one, at least 0.' }) dFeatures?: number;
  @Field(() => Decimal, { nullable: true, description: 'Instead of the computed one, 0 to 1.' }) majority?: string;
  @Field(() => Int, { nullable: true, description: 'Instead of the computed one, at least 0.' }) sizeKb?: number;
}

@InputType({ description: 'A CSV text that the server stores as a file of its own.' })
export class UploadDatasetInput extends DatasetFacts {
  @Field({ description: 'The CSV text with a header row. The size of a request limits it; larger files go to `POST /api/datasets` as multipart/form-data.' }) csv: string;
}
