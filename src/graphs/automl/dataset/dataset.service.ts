import { mkdir, realpath, writeFile } from 'node:fs/promises';
import { basename, join, parse } from 'node:path';
import type { DataSource } from 'typeorm';
import type { Config } from '../../../core/config';
import { BadInput, Forbidden, LimitExceeded, NotFound, Unavailable } from '../../../core/errors';
import { queryOf } from '../../../database/data-source';
import { transaction, type Tx } from '../../../database/transaction';
import { decodeId } from '../../global-id';
import { readRows } from '../../rows';
import { resolveDataPath, UPLOADED, uploadsFolder } from './data-roots';
import { Dataset } from './dataset.entity';
import { newFileName, removeUnnamed } from './dataset-files';
import { download, downloadsFolder, isUrl } from './download';
import type { CreateDatasetInput, UploadDatasetInput } from './dataset.input';
import { isPublicAddress } from './public-address';

/** Facts of a CSV file as the Python side finds them. */
export interface DatasetFacts { nExamples: number; kClasses: number; dFeatures: number; majority: string; sizeKb: number }
export interface DescribeFile { (file: { trainPath: string; testPath: string | null; classColumn: string; maxBytes: number }): Promise<DatasetFacts> }
/** Ends and removes the dataruns of a data set, and answers what is to be done once that is committed; supplied by the datarun's side, which this noun does not know. */
export interface RemoveRuns { (tx: Tx, dataset: Dataset, force: boolean): Promise<() => Promise<void>> }

type Files = Pick<Dataset, 'trainPath' | 'testPath' | 'trainFile' | 'testFile'>;

const LENGTHS = { name: 100, description: 1000, classColumn: 100, trainPath: 200, testPath: 200 } as const;

export class DatasetService {
  /** Downloads that are on their way. */
  private fetching = 0;

  constructor(
    private readonly db: DataSource,
    private readonly config: Config,
    private readonly describe: DescribeFile,
    private readonly removeRuns: RemoveRuns,
    /** Whether data sets may be fetched from this IP address. */
    private readonly mayFetchFrom: (address: string) => boolean = isPublicAddress,
  ) {}

  async create(input: CreateDatasetInput): Promise<Dataset> {
    this.check(input);
    return this.makingFiles(async (made) => {
      const trainFile = await this.fileOf(input.trainPath, ['input', 'trainPath'], made);
      const testFile = input.testPath == null ? null : await this.fileOf(input.testPath, ['input', 'testPath'], made);
      return this.store(input, { trainPath: input.trainPath, testPath: input.testPath ?? null, trainFile, testFile });
    });
  }

  async upload(input: UploadDatasetInput): Promise<Dataset> {
    this.check(input);
    const bytes = Buffer.byteLength(input.csv), limit = this.config.maxUploadMb * 1e6;
    if (bytes > limit) throw new LimitExceeded(`The CSV has ${bytes} bytes; data sets may have ${this.config.maxUploadMb} MB (RUNGRAPH_MAX_UPLOAD_MB).`, { path: ['input', 'csv'] });
    const folder = uploadsFolder(this.config.home);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const file = join(await realpath(folder), await newFileName(queryOf(this.db)));
    return this.makingFiles(async (made) => {
      made.push(file);
      await writeFile(file, input.csv, { flag: 'wx', mode: 0o600 });
      return this.store({ ...input, name: input.name ?? 'upload' }, { trainPath: `uploads/${parse(file).base}`, testPath: null, trainFile: file, testFile: null });
    });
  }

  async delete(id: string, force: boolean): Promise<Dataset> {
    const { dataset, afterwards } = await transaction(this.db, async (tx) => {
      const [dataset] = await readRows(this.db, queryOf(tx.manager), Dataset, 'WHERE t.id = $1 FOR UPDATE', [decodeId('ds', id) ?? 0]);
      if (!dataset) throw new NotFound('Dataset', id);
      const afterwards = await this.removeRuns(tx, dataset, force);
      await tx.manager.delete(Dataset, dataset.number);
      return { dataset, afterwards };
    });
    await afterwards();
    await removeUnnamed(queryOf(this.db), this.config.home, [dataset.trainFile, dataset.testFile]);
    return dataset;
  }

  /** A file on this server as it is, or a copy of one that is somewhere else. */
  private async fileOf(given: string, path: string[], made: string[]): Promise<string> {
    if (!isUrl(given)) return resolveDataPath(this.config, given, path);
    if (!/^https?:/i.test(given)) throw new BadInput(`${given} cannot be fetched: give the path of a file on this server, or an http:// or https:// address.`, path);
    if (!this.config.allowDownloads) throw new Forbidden(`${given} is not fetched: this server does not download data sets unless its operator sets RUNGRAPH_ALLOW_DOWNLOADS=1. Give the path of a file on the server, or upload the file.`);
    const file = await this.fetch(given, path);
    made.push(file);
    return file;
  }

  private async fetch(address: string, path: string[]): Promise<string> {
    const { home, maxUploadMb, maxDownloads } = this.config;
    if (this.fetching >= maxDownloads) throw new Unavailable(`${address} is not fetched now: this server is fetching ${maxDownloads} data sets already (RUNGRAPH_MAX_DOWNLOADS). Try again in a moment.`);
    this.fetching++;
    try {
      return await download(address, path, { folder: downloadsFolder(home), name: await newFileName(queryOf(this.db)), maxMb: maxUploadMb, isAllowed: this.mayFetchFrom });
    } finally { this.fetching--; }
  }

  /** Files that `work` makes stay only if it ends well. */
  private async makingFiles<T>(work: (made: string[]) => Promise<T>): Promise<T> {
    const made: string[] = [];
    try {
      return await work(made);
    } catch (error) {
      // A commit whose answer was lost has stored the row all the same. While the database is away nobody can tell; the file stays then.
      await removeUnnamed(queryOf(this.db), this.config.home, made).catch(() => {});
      throw error;
    }
  }

  private async store(input: Partial<CreateDatasetInput> & { classColumn: string }, files: Files): Promise<Dataset> {
    const facts = await this.describe({ trainPath: files.trainFile, testPath: files.testFile, classColumn: input.classColumn, maxBytes: this.config.maxUploadMb * 1e6 })
      .catch((error: unknown) => { throw error instanceof BadInput ? inTheClientsWords(error, input.name, files) : error; });
    return transaction(this.db, async ({ manager }) => {
      const { identifiers } = await manager.insert(Dataset, {
        ...files,
        name: input.name ?? [...nameOf(files.trainPath)].slice(0, LENGTHS.name).join(''),
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
      const { length } = [...text];
      if (length > most) throw new BadInput(`${name} may have ${most} characters; this one has ${length}.`, ['input', name]);
      if (!text.isWellFormed()) throw new BadInput(`${name} has half of a character (a lone surrogate).`, ['input', name]);
      if (text.includes('\0')) throw new BadInput(`${name} has a NUL character.`, ['input', name]);
      if (text.trim() === '' && name !== 'description') throw new BadInput(`${name} is empty.`, ['input', name]);
    }
    for (const name of ['nExamples', 'kClasses', 'dFeatures', 'sizeKb'] as const) {
      if (input[name] != null && input[name]! < 0) throw new BadInput(`${name} must be 0 or more.`, ['input', name]);
    }
    if (input.majority != null && !(Number(input.majority) >= 0 && Number(input.majority) <= 1)) throw new BadInput('majority must be 0 to 1.', ['input', 'majority']);
  }
}

/** Messages about a file of our own have the name that we gave it, which its sender has never seen. */
function inTheClientsWords({ message, details }: BadInput, name: string | undefined, files: Files): BadInput {
  const told = (text: string, path: string | null, file: string | null, sent: string) => {
    if (path === null || file === null) return text;
    if (isUrl(path)) return text.replaceAll(basename(file), () => path);
    return UPLOADED.test(path) && name !== undefined ? text.replaceAll(basename(file), () => sent) : text;
  };
  return new BadInput(told(told(message, files.trainPath, files.trainFile, `${name}.csv`), files.testPath, files.testFile, 'test_file'), details.path as string[]);
}

/** The name of the file without its extension; an address that names no file is called after its host. */
function nameOf(trainPath: string): string {
  if (!isUrl(trainPath)) return parse(trainPath).name;
  const { pathname, hostname } = new URL(trainPath);
  return parse(safelyDecoded(pathname)).name.trim() || hostname;
}

function safelyDecoded(text: string): string {
  try { return decodeURIComponent(text).replaceAll('\0', ''); } catch { return text; }
}
