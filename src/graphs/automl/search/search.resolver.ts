import { Arg, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import type { GraphContext } from '../../context';
import { Datarun } from '../datarun/datarun.entity';
import { StartDatarunInput } from './search.input';
import { SearchService } from './search.service';

@Resolver()
export class SearchResolver {
  constructor(private readonly service: SearchService) {}

  @Mutation(() => [Datarun], { description: 'Starts a search; one datarun, or with `runPerPartition` one for each hyperpartition. NOT_FOUND without the data set; BAD_USER_INPUT names the field.' })
  startDatarun(@Arg('input', () => StartDatarunInput) input: StartDatarunInput, @Ctx() ctx: GraphContext) { return this.service.start(input, ctx.who, ctx.requestId); }

  @Mutation(() => Datarun, { description: 'Ends a datarun and its running trials, which become errored. CONFLICT when it has ended.' })
  cancelDatarun(@Arg('id', () => ID) id: string) { return this.service.cancel(id); }

  @Mutation(() => Datarun, { description: 'No further trial starts; what runs is allowed to end. CONFLICT when it is paused or has ended.' })
  pauseDatarun(@Arg('id', () => ID) id: string) { return this.service.pause(id); }

  @Mutation(() => Datarun, { description: 'Goes on with a paused datarun. CONFLICT when it is not paused.' })
  resumeDatarun(@Arg('id', () => ID) id: string) { return this.service.resume(id); }

  @Mutation(() => Datarun, { description: 'Deletes a datarun with its hyperpartitions and classifiers and answers what it was. CONFLICT while it is active, unless `force`, which cancels it first.' })
  deleteDatarun(@Arg('id', () => ID) id: string, @Arg('force', () => Boolean, { defaultValue: false, description: 'Cancel it when it is active.' }) force: boolean) { return this.service.delete(id, force); }
}
