import type { FastifyInstance } from 'fastify';
import { BadInput, NotFound } from '../core/errors';
import { leaderboards } from '../graphs/automl/classifier/classifier.loader';
import { leaderboardCsv } from '../graphs/automl/classifier/leaderboard-csv';
import { datarunByNumber } from '../graphs/automl/datarun/datarun.loader';
import { hyperpartitionByNumber } from '../graphs/automl/hyperpartition/hyperpartition.loader';
import type { GraphRuntime } from '../graphs/context';
import { decodeId } from '../graphs/global-id';

const MOST = 10_000;

/** `/artefacts/dataruns/:id/leaderboard.csv?first=`: complete classifiers, best first, as a file to save. */
export function addLeaderboard(app: FastifyInstance, { graph }: { graph: GraphRuntime }): void {
  app.get<{ Params: { id: string }; Querystring: { first?: string } }>('/artefacts/dataruns/:id/leaderboard.csv', async (request, reply) => {
    const { id } = request.params, { first = String(MOST) } = request.query;
    if (!/^\d{1,5}$/.test(first) || Number(first) < 1 || Number(first) > MOST) throw new BadInput(`first must be 1 to ${MOST}.`, ['first']);
    const ctx = graph.contextFor(request.who, request.id);
    const run = await datarunByNumber(ctx).load(decodeId('dr', id) ?? 0);
    if (!run) throw new NotFound('Datarun', id);
    const classifiers = await leaderboards(ctx)(run.scoreTarget, Number(first)).load(run.number);
    const partitions = await Promise.all(classifiers.map((classifier) => hyperpartitionByNumber(ctx).load(classifier.hyperpartitionNumber)));
    return reply.headers({ 'content-type': 'text/csv; charset=utf-8; header=present', 'content-disposition': `attachment; filename="${run.id}-leaderboard.csv"`, 'cache-control': 'private, no-cache' })
      .send(leaderboardCsv(classifiers, partitions.map((partition) => partition!.method)));
  });
}
