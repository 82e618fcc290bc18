import type { DataSource } from 'typeorm';
import { BadInput, Conflict, NotFound } from '../../../core/errors';
import { queryOf } from '../../../database/data-source';
import { transaction, type Tx } from '../../../database/transaction';
import { decodeId } from '../../global-id';
import { readRows } from '../../rows';
import { checkText } from '../storable-text';
import type { CreateExperimentTemplateInput, UpdateExperimentTemplateInput } from './template.input';
import { ExperimentTemplate } from './template.entity';

const UNIQUE_VIOLATION = '23505', MOST_BYTES = 65_536, MOST_PARAMETERS = 1000;

/** The only writer of the table `experiment_template`. */
export class TemplateService {
  constructor(private readonly db: DataSource) {}

  create(input: CreateExperimentTemplateInput): Promise<ExperimentTemplate> {
    const row = checked(input);
    return this.write(row.name, async (tx) => {
      const { identifiers } = await tx.manager.insert(ExperimentTemplate, row);
      return this.read(tx, identifiers[0]!.number);
    });
  }

  update(id: string, input: UpdateExperimentTemplateInput): Promise<ExperimentTemplate> {
    const row = checked(input);
    return this.write(row.name, async (tx) => {
      const { number } = await this.lock(tx, id);
      await tx.manager.update(ExperimentTemplate, number, row);
      return this.read(tx, number);
    });
  }

  delete(id: string): Promise<ExperimentTemplate> {
    return transaction(this.db, async (tx) => {
      const template = await this.lock(tx, id);
      await tx.manager.delete(ExperimentTemplate, template.number);
      return template;
    });
  }

  private write(name: string, work: (tx: Tx) => Promise<ExperimentTemplate>): Promise<ExperimentTemplate> {
    return transaction(this.db, work)
      .catch((error: { code?: string }) => { throw error.code === UNIQUE_VIOLATION ? new Conflict(`There is a template ${name} already.`) : error; });
  }

  private async lock(tx: Tx, id: string): Promise<ExperimentTemplate> {
    const [template] = await readRows(this.db, queryOf(tx.manager), ExperimentTemplate, 'WHERE t.id = $1 FOR UPDATE', [decodeId('tp', id) ?? 0]);
    if (!template) throw new NotFound('ExperimentTemplate', id);
    return template;
  }

  private async read(tx: Tx, number: number): Promise<ExperimentTemplate> {
    return (await readRows(this.db, queryOf(tx.manager), ExperimentTemplate, 'WHERE t.id = $1', [number]))[0]!;
  }
}

/** The row without its keys. @throws BadInput with the path of the fault */
function checked(input: CreateExperimentTemplateInput) {
  const { name, author, description, parameters, spec } = input;
  checkText(input, ['input']);
  const length = [...name].length;
  if (length < 1 || length > 32) throw new BadInput('A name has 1 to 32 characters.', ['input', 'name']);
  if (typeof spec !== 'object' || spec === null || Array.isArray(spec)) throw new BadInput('A spec is an object.', ['input', 'spec']);
  if (parameters.length > MOST_PARAMETERS) throw new BadInput(`A template has at most ${MOST_PARAMETERS} parameters.`, ['input', 'parameters']);
  const seen = new Set<string>();
  for (const [at, parameter] of parameters.entries()) {
    if (!parameter.name || seen.has(parameter.name)) throw new BadInput('A parameter has a name that no other one has.', ['input', 'parameters', at, 'name']);
    seen.add(parameter.name);
  }
  const row = {
    name, author: author ?? null, description: description ?? null, spec,
    parameters: parameters.map((one) => ({ name: one.name, required: one.required ?? null, description: one.description ?? null, value: one.value ?? null })),
  };
  if (Buffer.byteLength(JSON.stringify(row)) > MOST_BYTES) throw new BadInput('A template has at most 65,536 bytes as JSON.', ['input']);
  return row;
}
