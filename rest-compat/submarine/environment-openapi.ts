import { object, ref, type Json } from '../openapi-parts';
import { absent, body, pathParameter, PROFILE, refused, refusedBody, result } from './openapi-parts';

const ENVIRONMENTS = 'Submarine environments', tags = [ENVIRONMENTS];
const name = pathParameter('id', 'Name of the environment; its id is the id of nothing here.', 'my-submarine-env');
const none = absent('There is no such environment.');
const one = (about: string) => result(about, ref('SubmarineEnvironment'));
const status = { name: 'status', in: 'query', description: 'Accepted and without effect, as in the original.', schema: { type: 'string' } };

const kernel = { name: 'team_default_python', channels: ['defaults'], condaDependencies: ['alabaster=0.7.12'], pipDependencies: ['pyarrow==17.0.0'] };
const example = { name: 'my-submarine-env', dockerImage: 'continuumio/anaconda3', kernelSpec: kernel };
const stored = body('EnvironmentSpec', {
  kernel: { summary: 'Packages of conda and pip', value: example },
  image: { summary: 'An image only', value: { name: 'my-image', image: 'apache/submarine:tf-mnist-with-summaries-1.0' } },
});

export const environmentPaths: Record<string, Json> = {
  '/api/v1/environment': {
    parameters: [PROFILE],
    get: { tags, operationId: 'listEnvironments', summary: 'All environments, by id', parameters: [status], responses: { 200: result('The environments.', { type: 'array', items: ref('SubmarineEnvironment') }), ...refused } },
    post: {
      tags, operationId: 'createEnvironment', summary: 'Store an environment', description: 'Its name must be free, and all of it has at most 65,536 bytes as JSON.',
      requestBody: stored, responses: { 200: one('The environment.'), ...refused, ...refusedBody },
    },
  },
  '/api/v1/environment/{id}': {
    parameters: [PROFILE, name],
    get: { tags, operationId: 'getEnvironment', summary: 'One of the environments', responses: { 200: one('The environment.'), ...refused, ...none } },
    patch: {
      tags, operationId: 'updateEnvironment', summary: 'Replace all of an environment',
      description: 'The body is the whole of it: what is left out is null then, and another name renames it. It keeps its id; experiments that run already are not changed.',
      requestBody: stored, responses: { 200: one('The environment as it is now.'), ...refused, ...refusedBody, ...none },
    },
    delete: {
      tags, operationId: 'deleteEnvironment', summary: 'Delete an environment', description: 'Experiments that name it go on, and may be deleted.',
      responses: { 200: one('What it was.'), ...refused, ...none },
    },
  },
};

const text = (about: string): Json => ({ type: 'string', nullable: true, description: about });
const texts = (about: string): Json => ({ type: 'array', nullable: true, description: about, items: { type: 'string' } });

/** Also part of the answers of templates. */
export const environmentShown = object({
  name: text('Its name.'), dockerImage: text('Image in which the kernel is made.'),
  kernelSpec: { ...object({ name: text('Name of the kernel.'), channels: texts('Channels of conda.'), condaDependencies: texts('Packages from conda.'), pipDependencies: texts('Packages from PyPI.') }), nullable: true },
  description: text('For people.'), image: text('Image of the containers.'),
});
export const environmentSchemas: Json = {
  SubmarineEnvironment: object({ environmentId: { type: 'string', description: '`environment_<milliseconds>_<counter>`.' }, environmentSpec: environmentShown }, 'A stored environment; what was not given is null.'),
};
export const environmentTag = { name: ENVIRONMENTS, description: 'What programs need around them, under names that experiments refer to.' };
