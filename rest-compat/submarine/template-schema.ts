import { z } from 'zod';
import { text } from './body';
import { experimentSpec } from './spec-schema';

// Printed into the OpenAPI document, hence the descriptions. Null stands for absent.

const parameter = z.strictObject({
  name: text('As it stands in `{{name}}`, or the path of the value that it replaces, e.g. `spec.Worker.replicas`.').nullish(),
  required: text('`true`: it has to be given with each submission.').nullish(),
  description: text('For people.').nullish(),
  value: text('What it is when it is not given.').nullish(),
});

export const templateSpec = z.strictObject({
  name: text('Name of the template, 1 to 32 characters; unique.').nullish(),
  author: text('Who wrote it.').nullish(),
  description: text('For people.').nullish(),
  parameters: z.array(parameter).describe('What may be filled in. How many of each role there are, and their cores and memory, are parameters in any case.').nullish(),
  experimentSpec: experimentSpec.describe('The experiment, with `{{name}}` in its texts where a parameter goes.').nullish(),
});

export const templateSubmission = z.strictObject({
  name: text('Ignored: the template is the one that the path names.').nullish(),
  params: z.record(z.string(), text('Value.').nullable()).describe('Values by the names of the parameters.').nullish(),
});
