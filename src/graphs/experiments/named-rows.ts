import type { DataSource, ObjectLiteral } from 'typeorm';
import { BadInput, Conflict, NotFound } from '../../core/errors';
import { queryOf } from '../../database/data-source';
import { transaction, type Tx } from '../../database/transaction';
import { decodeId, type IdKind } from '../global-id';
import { readRows } from '../rows';
import { checkText } from './storable-text';

const UNIQUE_VIOLATION = '23505', MOST_BYTES = 65_536;

interface Kind<Row> { entity: new () => Row; id: IdKind; /** With its article, for messages. */ called: string; longestName: number }

/** What clients store under a name of their own, and replace as a whole: the only writer of its table. */
export abstract class NamedRows<Row extends ObjectLiteral & { number: number }, Input extends { name: string }> {
  constructor(protected readonly db: DataSource, private readonly kind: Kind<Row>) {}

  /** The row without its keys. @throws BadInput with the path of the fault */
  protected abstract rowOf(input: Input): object;

  create(input: Input): Promise<Row> {
    const row = this.checked(input);
    return this.write(input.name, async (tx) => {
      const { identifiers } = await tx.manager.insert(this.kind.entity, row);
      return (await this.read(tx, 'WHERE t.id = $1', [identifiers[0]!.number]))!;
    });
  }

  update(id: string, input: Input): Promise<Row> {
    const row = this.checked(input);
    return this.write(input.name, async (tx) => {
      const { number } = await this.lock(tx, id);
      await tx.manager.update(this.kind.entity, number, row);
      return (await this.read(tx, 'WHERE t.id = $1', [number]))!;
    });
  }

  delete(id: string): Promise<Row> {
    return transaction(this.db, async (tx) => {
      const row = await this.lock(tx, id);
      await tx.manager.delete(this.kind.entity, row.number);
      return row;
    });
  }

  protected async read(tx: Tx, tail: string, params: unknown[]): Promise<Row | undefined> {
    return (await readRows(this.db, queryOf(tx.manager), this.kind.entity, tail, params))[0];
  }

  private checked(input: Input): object {
    checkText(input, ['input']);
    const length = [...input.name].length, { called, longestName } = this.kind;
    if (length < 1 || length > longestName) throw new BadInput(`A name has 1 to ${longestName} characters.`, ['input', 'name']);
    const row = this.rowOf(input);
    if (Buffer.byteLength(JSON.stringify(row)) > MOST_BYTES) throw new BadInput(`${called[0]!.toUpperCase()}${called.slice(1)} has at most 65,536 bytes as JSON.`, ['input']);
    return row;
  }

  private write(name: string, work: (tx: Tx) => Promise<Row>): Promise<Row> {
    return transaction(this.db, work)
      .catch((error: { code?: string }) => { throw error.code === UNIQUE_VIOLATION ? new Conflict(`There is ${this.kind.called} ${name} already.`) : error; });
  }

  private async lock(tx: Tx, id: string): Promise<Row> {
    const row = await this.read(tx, 'WHERE t.id = $1 FOR UPDATE', [decodeId(this.kind.id, id) ?? 0]);
    if (!row) throw new NotFound(this.kind.entity.name, id);
    return row;
  }
}
