import { queryOf } from '../../../database/data-source';
import { nowOf, type Tx } from '../../../database/transaction';
import { readRows } from '../../rows';
import type { ExperimentService } from '../experiment/experiment.service';
import { Output } from './output.entity';

export type OutputDraft = Pick<Output, 'experimentNumber' | 'componentNumber' | 'name' | 'description' | 'type' | 'filepath'>;
/** A file that is in the artefact store. */
export interface Kept { output: Output; location: string; bytes: number }

/** Of the artefact store. */
export const OUTPUTS = 'experiments';
/** Where the next version of an output belongs. */
export const outputLocation = (uid: string, { number, version }: Output) => `${OUTPUTS}/${uid}/outputs/${number}-${version + 1}`;

/** The only writer of the table `output`. */
export class OutputService {
  constructor(private readonly experiments: ExperimentService) {}

  async insertAll(tx: Tx, drafts: OutputDraft[]): Promise<void> {
    if (drafts.length) await tx.manager.insert(Output, drafts.map((draft) => ({ ...draft, version: 0, final: false })) as object[]);
  }

  /** Puts these in place of all that an experiment keeps; what equals one of them stays as it is. */
  async replaceAll(tx: Tx, experimentNumber: number, drafts: OutputDraft[]): Promise<void> {
    const isSame = (a: OutputDraft, b: OutputDraft) => (['componentNumber', 'name', 'description', 'type', 'filepath'] as const).every((name) => a[name] === b[name]);
    const now = await this.read(tx, 'WHERE t.experiment_id = $1', [experimentNumber]), gone = now.filter((output) => !drafts.some((draft) => isSame(output, draft)));
    if (gone.length) await tx.manager.delete(Output, gone.map(({ number }) => number));
    await this.insertAll(tx, drafts.filter((draft) => !now.some((output) => isSame(output, draft))));
  }

  ofGang(tx: Tx, gangNumber: number): Promise<Output[]> {
    return this.read(tx, 'WHERE t.component_id IN (SELECT id FROM component WHERE gang_id = $1) ORDER BY t.id', [gangNumber]);
  }

  async keep(tx: Tx, { output, location, bytes }: Kept): Promise<void> {
    const createdAt = await nowOf(tx);
    await tx.manager.update(Output, output.number, { location, bytes, createdAt, version: output.version + 1, final: true });
    this.experiments.tell(tx, output.experimentNumber, 'OUTPUT', { component: output.componentNumber, output: output.number });
  }

  async locationsOf(tx: Tx, experimentNumber: number): Promise<string[]> {
    const rows: { location: string }[] = await tx.manager.query('select location from output where experiment_id = $1 and location is not null', [experimentNumber]);
    return rows.map(({ location }) => location);
  }

  private read(tx: Tx, tail: string, params: unknown[]): Promise<Output[]> {
    return readRows(tx.manager.connection, queryOf(tx.manager), Output, tail, params);
  }
}
