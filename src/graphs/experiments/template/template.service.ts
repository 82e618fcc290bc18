import type { DataSource } from 'typeorm';
import { BadInput } from '../../../core/errors';
import { NamedRows } from '../named-rows';
import type { CreateExperimentTemplateInput } from './template.input';
import { ExperimentTemplate } from './template.entity';

const MOST_PARAMETERS = 1000;

/** The only writer of the table `experiment_template`. */
export class TemplateService extends NamedRows<ExperimentTemplate, CreateExperimentTemplateInput> {
  constructor(db: DataSource) { super(db, { entity: ExperimentTemplate, id: 'tp', called: 'a template', longestName: 32 }); }

  protected rowOf({ name, author, description, parameters, spec }: CreateExperimentTemplateInput) {
    if (typeof spec !== 'object' || spec === null || Array.isArray(spec)) throw new BadInput('A spec is an object.', ['input', 'spec']);
    if (parameters.length > MOST_PARAMETERS) throw new BadInput(`A template has at most ${MOST_PARAMETERS} parameters.`, ['input', 'parameters']);
    const seen = new Set<string>();
    for (const [at, parameter] of parameters.entries()) {
      if (!parameter.name || seen.has(parameter.name)) throw new BadInput('A parameter has a name that no other one has.', ['input', 'parameters', at, 'name']);
      seen.add(parameter.name);
    }
    return {
      name, author: author ?? null, description: description ?? null, spec,
      parameters: parameters.map((one) => ({ name: one.name, required: one.required ?? null, description: one.description ?? null, value: one.value ?? null })),
    };
  }
}
