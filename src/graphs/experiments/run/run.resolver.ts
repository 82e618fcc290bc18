import { Arg, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import type { GraphContext } from '../../context';
import { Experiment } from '../experiment/experiment.entity';
import { CreateExperimentInput, UpdateExperimentInput } from './create.input';
import { RunService } from './run.service';

@Resolver()
export class RunResolver {
  constructor(private readonly service: RunService) {}

  @Mutation(() => Experiment, { description: 'Stores an experiment and starts what needs nothing else. BAD_USER_INPUT names the field; NOT_FOUND without the environment.' })
  createExperiment(@Arg('input', () => CreateExperimentInput) input: CreateExperimentInput, @Ctx() ctx: GraphContext) { return this.service.create(input, ctx.who, ctx.requestId); }

  @Mutation(() => Experiment, { description: 'Changes what may be changed at any time.' })
  updateExperiment(@Arg('id', () => ID) id: string, @Arg('input', () => UpdateExperimentInput) input: UpdateExperimentInput) { return this.service.update(id, input); }

  @Mutation(() => Experiment, { description: 'Nothing more of it starts; what runs gets SIGTERM, and after the time of grace SIGKILL. It is CANCELLED when the last process has gone. CONFLICT when it has ended.' })
  stopExperiment(@Arg('id', () => ID) id: string) { return this.service.stop(id); }

  @Mutation(() => Experiment, { description: 'Deletes an experiment with all its rows, folders and logs, and answers what it was. CONFLICT while it is active, unless `force`, which ends it first.' })
  deleteExperiment(@Arg('id', () => ID) id: string, @Arg('force', () => Boolean, { defaultValue: false, description: 'End it when it is active.' }) force: boolean) { return this.service.delete(id, force); }
}
