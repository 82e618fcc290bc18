import { Field, Float, ObjectType } from 'type-graphql';
import { Json } from '../../scalars';
import { Classifier } from '../classifier/classifier.entity';

@ObjectType({ description: 'What a classifier says of some rows.', simpleResolvers: true })
export class Prediction {
  @Field(() => Classifier, { description: 'Which one predicted.' }) classifier: Classifier;
  @Field(() => [Json], { description: 'The likeliest class of each row, in the order of the rows, as it stands in the training file: a text, a whole number or a boolean.' }) labels: unknown[];
  @Field(() => [Json], { description: 'All classes in their order.' }) classes: unknown[];
  @Field(() => [[Float]], { nullable: true, description: 'For each row the probability of each class, 0 to 1, in the order of `classes`; null where the method has none.' }) probabilities: number[][] | null;
}
