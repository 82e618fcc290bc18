import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { GraphContext } from '../../context';
import { Experiment } from '../experiment/experiment.entity';
import { FrameworkJobInput } from './job.input';
import type { JobService } from './job.service';

@Resolver()
export class JobResolver {
  constructor(private readonly service: JobService) {}

  @Mutation(() => Experiment, { description: 'Stores a job of a framework and starts it. BAD_USER_INPUT names the field; NOT_FOUND without the environment.' })
  createFrameworkJob(@Arg('input', () => FrameworkJobInput) input: FrameworkJobInput, @Ctx() ctx: GraphContext) { return this.service.create(input, ctx.who, ctx.requestId); }
}
