import { FieldResolver, Resolver, Root } from 'type-graphql';
import { Reads } from '../../selection';
import { Datarun } from '../datarun/datarun.entity';

@Resolver(() => Datarun)
export class LeaderboardResolver {
  @Reads<Datarun>('number')
  @FieldResolver(() => String, { description: 'Path on this server from which the leaderboard can be downloaded as CSV, with a column for each hyperparameter. Text that a spreadsheet would take for a formula begins with an apostrophe there.' })
  leaderboardUrl(@Root() run: Datarun) { return `/artefacts/dataruns/${run.id}/leaderboard.csv`; }
}
