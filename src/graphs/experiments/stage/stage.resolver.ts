import type { GraphQLResolveInfo } from 'graphql';
import { Ctx, FieldResolver, Info, Resolver, Root } from 'type-graphql';
import type { GraphContext } from '../../context';
import { Progress } from '../../run/run.type';
import { Reads, toOne } from '../../selection';
import { Experiment } from '../experiment/experiment.entity';
import { experimentByNumber } from '../experiment/experiment.loader';
import { isOver } from '../experiment/experiment.service';
import { Stage } from './stage.entity';
import { currentStageOfExperiment, stagesOfExperiment } from './stage.loader';

@Resolver(() => Stage)
export class StageResolver {
  @Reads<Stage>('experimentNumber')
  @FieldResolver(() => Experiment, { description: 'What it is a stage of.' })
  experiment(@Root() stage: Stage, @Ctx() ctx: GraphContext, @Info() info: GraphQLResolveInfo) { return toOne(info, Experiment, stage.experimentNumber, experimentByNumber(ctx)); }
}

@Resolver(() => Experiment)
export class ExperimentStagesResolver {
  @Reads<Experiment>('number')
  @FieldResolver(() => [Stage], { description: 'Its stages, by index.' })
  stages(@Root() { number }: Experiment, @Ctx() ctx: GraphContext) { return stagesOfExperiment(ctx).load(number); }

  @Reads<Experiment>('number')
  @FieldResolver(() => Stage, { nullable: true, description: 'The first stage of which a component has not ended; null when all have.' })
  currentStage(@Root() { number }: Experiment, @Ctx() ctx: GraphContext) { return currentStageOfExperiment(ctx).load(number); }

  @Reads<Experiment>('number', 'status', 'componentsTotal', 'componentsDone', 'componentsFailed', 'componentsRunning', 'startedAt')
  @FieldResolver(() => Progress, { description: 'In components; the fraction is that of its stages by their weights.' })
  async progress(@Root() experiment: Experiment, @Ctx() ctx: GraphContext): Promise<Progress> {
    const { componentsTotal: total, componentsDone: done, componentsFailed: failed, componentsRunning: running, startedAt } = experiment;
    if (isOver(experiment)) return { total, done, failed, running, fraction: 1, etaSeconds: 0 };
    const stages = await stagesOfExperiment(ctx).load(experiment.number);
    // Sums of weights may come out a little above 1.
    const fraction = Math.min(0.999999, stages.reduce((sum, { weight, progress }) => sum + weight * progress, 0));
    const elapsed = startedAt ? (Date.now() - Date.parse(startedAt)) / 1000 : 0;
    return { total, done, failed, running, fraction, etaSeconds: fraction > 0 ? Math.max(0, elapsed * (1 - fraction) / fraction) : null };
  }
}
