import type { ArtefactStore } from '../../../artefacts';
import { Conflict, NotFound } from '../../../core/errors';
import { ClassifierStatus } from '../../../core/states';
import type { GraphContext } from '../../context';
import { decodeId } from '../../global-id';
import type { Classifier } from '../classifier/classifier.entity';
import { classifierByNumber, leaderboards } from '../classifier/classifier.loader';
import { datarunByNumber } from '../datarun/datarun.loader';
import { checkedRows, oneOf, type PredictInput, type Rows } from './prediction.input';
import type { Prediction } from './prediction.type';

/** Asks a model. @throws BadInput for the rows; Conflict when the file is not the one with this hash; LimitExceeded; Unavailable */
export interface AskModel { (model: { file: string; sha256: string; classifier: string }, rows: Rows): Promise<Omit<Prediction, 'classifier'>> }

/** Labels for new rows, by models that our own workers have stored. */
export class PredictionService {
  constructor(private readonly artefacts: ArtefactStore, private readonly ask: AskModel) {}

  async predict(input: PredictInput, ctx: GraphContext): Promise<Prediction> {
    const rows = checkedRows(input);
    const classifier = oneOf(input, 'classifierId', 'datarunId') === 'classifierId' ? await this.complete(input.classifierId!, ctx) : await this.best(input.datarunId!, ctx);
    const { id, modelLocation, modelSha256 } = classifier;
    const file = modelLocation === null ? null : await this.artefacts.localFile(modelLocation);
    if (!file || !modelSha256) throw new Conflict(`The model file of classifier ${id} is gone.`);
    return { classifier, ...await this.ask({ file, sha256: modelSha256, classifier: id }, rows) };
  }

  private async complete(id: string, ctx: GraphContext): Promise<Classifier> {
    const classifier = await classifierByNumber(ctx).load(decodeId('cl', id) ?? 0);
    if (!classifier) throw new NotFound('Classifier', id);
    if (classifier.status !== ClassifierStatus.COMPLETE) throw new Conflict(`Classifier ${id} has no model: it is ${classifier.status}.`);
    return classifier;
  }

  private async best(id: string, ctx: GraphContext): Promise<Classifier> {
    const run = await datarunByNumber(ctx).load(decodeId('dr', id) ?? 0);
    if (!run) throw new NotFound('Datarun', id);
    const [best] = await leaderboards(ctx)(run.scoreTarget, 1).load(run.number);
    if (!best) throw new Conflict(`Datarun ${id} has no complete classifier yet; it is ${run.status}.`);
    return best;
  }
}
