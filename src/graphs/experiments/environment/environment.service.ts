import type { DataSource } from 'typeorm';
import { BadInput, Conflict, NotFound } from '../../../core/errors';
import { queryOf } from '../../../database/data-source';
import { transaction } from '../../../database/transaction';
import { decodeId } from '../../global-id';
import { readRows } from '../../rows';
import { checkText } from '../storable-text';
import type { CreateEnvironmentInput } from './environment.input';
import { Environment } from './environment.entity';

const UNIQUE_VIOLATION = '23505', FOREIGN_KEY_VIOLATION = '23503';

/** The only writer of the table `environment`. */
export class EnvironmentService {
  constructor(private readonly db: DataSource) {}

  async create(input: CreateEnvironmentInput): Promise<Environment> {
    const { name, image, dockerImage, kernelSpec, description } = input;
    checkText(input, ['input']);
    if (name.length < 1 || name.length > 255) throw new BadInput('A name has 1 to 255 characters.', ['input', 'name']);
    return transaction(this.db, async (tx) => {
      const { identifiers } = await tx.manager.insert(Environment, { name, image: image ?? null, dockerImage: dockerImage ?? null, kernelSpec: kernelSpec ?? null, description: description ?? null });
      return (await readRows(this.db, queryOf(tx.manager), Environment, 'WHERE t.id = $1', [identifiers[0]!.number]))[0]!;
    }).catch((error: { code?: string }) => { throw error.code === UNIQUE_VIOLATION ? new Conflict(`There is an environment ${name} already.`) : error; });
  }

  async delete(id: string): Promise<Environment> {
    return transaction(this.db, async (tx) => {
      const [environment] = await readRows(this.db, queryOf(tx.manager), Environment, 'WHERE t.id = $1 FOR UPDATE', [decodeId('en', id) ?? 0]);
      if (!environment) throw new NotFound('Environment', id);
      await tx.manager.delete(Environment, environment.number);
      return environment;
    }).catch((error: { code?: string }) => { throw error.code === FOREIGN_KEY_VIOLATION ? new Conflict(`Environment ${id} is named by experiments; delete them first.`) : error; });
  }
}
