import { object, ref, type Json } from '../openapi-parts';
import { environmentShown } from './environment-openapi';
import { absent, body, pathParameter, PROFILE, refusal, refused, refusedBody, result } from './openapi-parts';

const TEMPLATES = 'Submarine templates', tags = [TEMPLATES];
const name = pathParameter('id', 'Name of the template.', 'tf-mnist');
const none = absent('There is no such template.');
const one = (about: string) => result(about, ref('SubmarineTemplate'));
const status = { name: 'status', in: 'query', description: 'Accepted and without effect, as in the original.', schema: { type: 'string' } };

const example = {
  name: 'hello', author: 'me', description: 'Says a word.',
  parameters: [{ name: 'experiment_name', required: 'true', description: 'Name of the experiment.' }, { name: 'word', required: 'false', description: 'What is said.', value: 'hello' }],
  experimentSpec: {
    meta: { name: '{{experiment_name}}', framework: 'PyTorch', cmd: "python3 -c print('{{word}}')" }, environment: {},
    spec: { Master: { replicas: 1, resources: 'cpu=1,memory=256M' } },
  },
};
const stored = body('ExperimentTemplateSpec', { small: { summary: 'One process; needs nothing but Python', value: example } });

export const templatePaths: Record<string, Json> = {
  '/api/v1/template': {
    parameters: [PROFILE],
    get: { tags, operationId: 'listTemplates', summary: 'All templates, by id', parameters: [status], responses: { 200: result('The templates.', { type: 'array', items: ref('SubmarineTemplate') }), ...refused } },
    post: {
      tags, operationId: 'createTemplate', summary: 'Store a template of experiments',
      description: 'Every parameter must have a place in the experiment, and every `{{name}}` in it a parameter. A parameter whose name is the path of a value replaces that value. A password of git cannot be stored: put `{{name}}` there. All of it has at most 65,536 bytes as JSON.',
      requestBody: stored, responses: { 200: one('The template; the replicas, cores and memory of each role are parameters, too.'), ...refused, ...refusedBody },
    },
  },
  '/api/v1/template/{id}': {
    parameters: [PROFILE, name],
    get: { tags, operationId: 'getTemplate', summary: 'One of the templates', responses: { 200: one('The template.'), ...refused, ...none } },
    patch: { tags, operationId: 'updateTemplate', summary: 'Replace all of a template', requestBody: stored, responses: { 200: one('The template as it is now.'), ...refused, ...refusedBody, ...none } },
    delete: { tags, operationId: 'deleteTemplate', summary: 'Delete a template', responses: { 200: one('What it was.'), ...refused, ...none } },
  },
};

/** Of the path of an experiment: for this method it names a template. */
export const submission: Json = {
  tags, operationId: 'submitTemplate', summary: 'Run an experiment that is made of a template', description: 'The id is the name of a template here.', parameters: [name],
  requestBody: body('ExperimentTemplateSubmit', { 'tf-mnist': { summary: 'A template that is there from the beginning', value: { params: { experiment_name: 'newexperiment1', learning_rate: '0.01', batch_size: '150' } } } }),
  responses: {
    200: result('The experiment.', ref('SubmarineExperiment')), ...refused, ...refusedBody, ...absent('There is no such template, or no such environment.'),
    500: refusal('A framework, role or address of code that is not possible: the released server has 500 for it, too.'),
  },
};

const text = (about: string): Json => ({ type: 'string', nullable: true, description: about });
const open = (about: string): Json => ({ type: 'object', nullable: true, description: about, additionalProperties: {} });

export const templateSchemas: Json = {
  SubmarineTemplate: object({
    experimentTemplateId: object({ id: { type: 'integer', description: 'Counter.' }, serverTimestamp: { type: 'integer', format: 'int64', description: 'When it was stored, in milliseconds since 1970.' } }),
    experimentTemplateSpec: object({
      name: { type: 'string' }, author: text('Who wrote it.'), description: text('For people.'),
      parameters: { type: 'array', items: object({ name: { type: 'string' }, required: { type: 'string', nullable: true, enum: ['true', 'false', null] }, description: text('For people.'), value: text('What it is when it is not given.') }) },
      experimentSpec: {
        type: 'object', description: 'The experiment with its gaps; what was not given is null. A template that was stored over GraphQL may have another shape.', additionalProperties: {},
        properties: { meta: open('What it is.'), environment: { ...environmentShown, nullable: true }, spec: open('By role.'), experimentHandlerSpec: open('Not used.'), code: open('Code to fetch.') },
      },
    }),
  }, 'An experiment with gaps, and the parameters that fill them.'),
};
export const templateTag = { name: TEMPLATES, description: 'Experiments with gaps. `tf-mnist`, `pytorch-mnist` and `quickstart` are there from the beginning.' };
