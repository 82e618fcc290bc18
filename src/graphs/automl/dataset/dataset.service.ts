import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, parse } from 'node:path';
import type { DataSource } from 'typeorm';
import type { Config } from '../../../core/config';
import { BadInput, LimitExceeded, NotFound } from '../../../core/errors';
import { queryOf } from '../../../database/data-source';
import { transaction, type Tx } from '../../../database/transaction';
import { decodeId } from '../../global-id';
import { readRows } from '../../rows';
import { resolveDataPath, uploadsFolder } from './data-roots';
import { Dataset } from './dataset.entity';
import type { CreateDatasetInput, UploadDatasetInput } from './dataset.input';

/** Facts of a CSV file as the Python side finds them. */
export interface DatasetFacts { nExamples: number; kClasses: number; dFeatures: number; majority: string; sizeKb: number }
export interface DescribeFile { (file: { trainPath: string; testPath: string | null; classColumn: string; maxBytes: number }): Promise<DatasetFacts> }
/** Ends and removes the dataruns of a data set; supplied by the datarun's side, which this noun does not know. */
export interface RemoveRuns { (tx: Tx, dataset: Dataset, force: boolean): Promise<void> }

const LENGTHS = { name: 100, description: 1000, classColumn: 100, trainPath: 200, testPath: 200 } as const;

export class DatasetService {
  constructor(
    private readonly db: DataSource,
    private readonly config: Config,
    private readonly describe: DescribeFile,
    private readonly removeRuns: RemoveRuns,
  ) {}

  async create(input: CreateDatasetInput): Promise<Dataset> {
    this.check(input);
    const trainFile = await resolveDataPath(this.config, input.trainPath, ['input', 'trainPath']);
    const testFile = input.testPath == null ? null : await resolveDataPath(this.config, input.testPath, ['input', 'testPath']);
    return this.store(input, { trainPath: input.trainPath, testPath: input.testPath ?? null, trainFile, testFile });
  }

  async upload(input: UploadDatasetInput): Promise<Dataset> {
    this.check(input);
    const bytes = Buffer.byteLength(input.csv), limit = this.config.maxUploadMb * 1e6;
    if (bytes > limit) throw new LimitExceeded(`The CSV has ${bytes} bytes; data sets may have ${this.config.maxUploadMb} MB (RUNGRAPH_MAX_UPLOAD_MB).`, { path: ['input', 'csv'] });
    const folder = uploadsFolder(this.config.home), file = join(folder, `${randomUUID()}.csv`);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(file, input.csv, { flag: 'wx', mode: 0o600 });
    try {
      const real = await resolveDataPath(this.config, file, ['input', 'csv']);
      return await this.store({ ...input, name: input.name ?? 'upload' }, { trainPath: `uploads/${parse(file).base}`, testPath: null, trainFile: real, testFile: null });
    } catch (error) {
      await rm(file, { force: true });
      throw error;
    }
  }

  async delete(id: string, force: boolean): Promise<Dataset> {
    const removed = await transaction(this.db, async (tx) => {
      const [dataset] = await readRows(this.db, queryOf(tx.manager), Dataset, 'WHERE t.id = $1 FOR UPDATE', [decodeId('ds', id) ?? 0]);
      if (!dataset) throw new NotFound('Dataset', id);
      await this.removeRuns(tx, dataset, force);
      await tx.manager.delete(Dataset, dataset.number);
      return dataset;
    });
    if (removed.trainFile.startsWith(join(uploadsFolder(this.config.home), '/'))) await rm(removed.trainFile, { force: true });
    return removed;
  }

  private async store(input: Partial<CreateDatasetInput> & { classColumn: string }, files: Pick<Dataset, 'trainPath' | 'testPath' | 'trainFile' | 'testFile'>): Promise<Dataset> {
    const facts = await this.describe({ trainPath: files.trainFile, testPath: files.testFile, classColumn: input.classColumn, maxBytes: this.config.maxUploadMb * 1e6 });
    return transaction(this.db, async ({ manager }) => {
      const { identifiers } = await manager.insert(Dataset, {
        ...files,
        name: input.name ?? parse(files.trainPath).name.slice(0, LENGTHS.name),
        description: input.description ?? null,
        classColumn: input.classColumn,
        nExamples: input.nExamples ?? facts.nExamples,
        kClasses: input.kClasses ?? facts.kClasses,
        dFeatures: input.dFeatures ?? facts.dFeatures,
        majority: input.majority ?? facts.majority,
        sizeKb: input.sizeKb ?? facts.sizeKb,
      });
      return (await readRows(this.db, queryOf(manager), Dataset, 'WHERE t.id = $1', [identifiers[0]!.number]))[0]!;
    });
  }

  private check(input: Partial<CreateDatasetInput>) {
    for (const [name, most] of Object.entries(LENGTHS)) {
      const text = input[name as keyof typeof LENGTHS];
      if (text == null) continue;
      if (text.length > most) throw new BadInput(`${name} may have ${most} characters; this one has ${text.length}.`, ['input', name]);
      if (text.includes('\0')) throw new BadInput(`${name} has a NUL character.`, ['input', name]);
      if (text.trim() === '' && name !== 'description') throw new BadInput(`${name} is empty.`, ['input', name]);
    }
    for (const name of ['nExamples', 'kClasses', 'dFeatures', 'sizeKb'] as const) {
      if (input[name] != null && input[name]! < 0) throw new BadInput(`${name} must be 0 or more.`, ['input', name]);
    }
    if (input.majority != null && !(Number(input.majority) >= 0 && Number(input.majority) <= 1)) throw new BadInput('majority must be 0 to 1.', ['input', 'majority']);
  }
}
