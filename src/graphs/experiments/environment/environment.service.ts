import type { DataSource } from 'typeorm';
import { BadInput, Conflict, NotFound } from '../../../core/errors';
import { queryOf } from '../../../database/data-source';
import { transaction, type Tx } from '../../../database/transaction';
import { decodeId } from '../../global-id';
import { readRows } from '../../rows';
import { checkText } from '../storable-text';
import type { CreateEnvironmentInput, UpdateEnvironmentInput } from './environment.input';
import { Environment } from './environment.entity';
import { checkKernelSpec } from './kernel-spec';

const UNIQUE_VIOLATION = '23505', MOST_BYTES = 65_536;

/** The only writer of the table `environment`. */
export class EnvironmentService {
  constructor(private readonly db: DataSource) {}

  create(input: CreateEnvironmentInput): Promise<Environment> {
    const row = checked(input);
    return this.write(row.name, async (tx) => {
      const { identifiers } = await tx.manager.insert(Environment, row);
      return this.read(tx, identifiers[0]!.number);
    });
  }

  update(id: string, input: UpdateEnvironmentInput): Promise<Environment> {
    const row = checked(input);
    return this.write(row.name, async (tx) => {
      const { number } = await this.lock(tx, id);
      await tx.manager.update(Environment, number, row);
      return this.read(tx, number);
    });
  }

  /** @returns null without a name @throws NotFound */
  async named(tx: Tx, name: string | null | undefined): Promise<Environment | null> {
    if (name == null) return null;
    const [environment] = await readRows(this.db, queryOf(tx.manager), Environment, 'WHERE t.name = $1 FOR KEY SHARE', [name]);
    if (!environment) throw new NotFound('Environment', name);
    return environment;
  }

  delete(id: string): Promise<Environment> {
    return transaction(this.db, async (tx) => {
      const environment = await this.lock(tx, id);
      await tx.manager.delete(Environment, environment.number);
      return environment;
    });
  }

  private write(name: string, work: (tx: Tx) => Promise<Environment>): Promise<Environment> {
    return transaction(this.db, work)
      .catch((error: { code?: string }) => { throw error.code === UNIQUE_VIOLATION ? new Conflict(`There is an environment ${name} already.`) : error; });
  }

  private async lock(tx: Tx, id: string): Promise<Environment> {
    const [environment] = await readRows(this.db, queryOf(tx.manager), Environment, 'WHERE t.id = $1 FOR UPDATE', [decodeId('en', id) ?? 0]);
    if (!environment) throw new NotFound('Environment', id);
    return environment;
  }

  private async read(tx: Tx, number: number): Promise<Environment> {
    return (await readRows(this.db, queryOf(tx.manager), Environment, 'WHERE t.id = $1', [number]))[0]!;
  }
}

/** The row without its keys. @throws BadInput with the path of the fault */
function checked(input: CreateEnvironmentInput) {
  const { name, image, dockerImage, kernelSpec, description } = input;
  checkText(input, ['input']);
  const length = [...name].length;
  if (length < 1 || length > 255) throw new BadInput('A name has 1 to 255 characters.', ['input', 'name']);
  if (kernelSpec != null) checkKernelSpec(kernelSpec, ['input', 'kernelSpec']);
  const row = { name, image: image ?? null, dockerImage: dockerImage ?? null, kernelSpec: kernelSpec ?? null, description: description ?? null };
  if (Buffer.byteLength(JSON.stringify(row)) > MOST_BYTES) throw new BadInput('An environment has at most 65,536 bytes as JSON.', ['input']);
  return row;
}
