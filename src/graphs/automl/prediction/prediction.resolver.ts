import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { GraphContext } from '../../context';
import { PredictInput } from './prediction.input';
import { PredictionService } from './prediction.service';
import { Prediction } from './prediction.type';

@Resolver()
export class PredictionResolver {
  constructor(private readonly service: PredictionService) {}

  @Mutation(() => Prediction, { description: 'Predicts rows with the model of a classifier. A mutation because it runs code; it changes nothing. BAD_USER_INPUT names the column and the row that the model cannot take; NOT_FOUND without the classifier or datarun; CONFLICT while there is no model, or when its file is gone or is not the one that was written, which is then not loaded; LIMIT_EXCEEDED for too many rows.' })
  predict(@Arg('input', () => PredictInput) input: PredictInput, @Ctx() ctx: GraphContext): Promise<Prediction> { return this.service.predict(input, ctx); }
}
