import { Arg, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import type { GraphContext } from '../../context';
import { Experiment } from '../experiment/experiment.entity';
import { FrameworkJobInput } from './job.input';
import type { JobService } from './job.service';

@Resolver()
export class JobResolver {
  constructor(private readonly service: JobService) {}

  @Mutation(() => Experiment, { description: 'Stores a job of a framework and starts it. BAD_USER_INPUT names the field; NOT_FOUND without the environment.' })
  createFrameworkJob(@Arg('input', () => FrameworkJobInput) input: FrameworkJobInput, @Ctx() ctx: GraphContext) { return this.service.create(input, ctx.who, ctx.requestId); }

  @Mutation(() => Experiment, { description: 'Replaces the request of a job as a whole, while it waits or runs. TensorFlow gains or loses replicas while the others run; for whatever else concerns what runs, its processes are ended and all begin again as the next attempt, with what was prepared before. CONFLICT when it has ended.' })
  replaceFrameworkJob(@Arg('id', () => ID) id: string, @Arg('input', () => FrameworkJobInput) input: FrameworkJobInput) { return this.service.replace(id, input); }
}
