import { refusal as message, type OpenApi } from './pages/openapi';

const tags = ['Artefacts'];
const id = (what: string, example: string) => ({ name: 'id', in: 'path', required: true, description: `Id of the ${what} in the graph, e.g. ${example}.`, schema: { type: 'string', pattern: '^[a-z]+_[0-9]+$' }, example });
const file = (type: string, schema: object) => ({ 200: { description: 'The file, to be saved.', content: { [type]: { schema } } } });
const binary = { type: 'string', format: 'binary' };

const ranged = (operationId: string, summary: string, parameters: object[], type = 'application/octet-stream', schema: object = binary) => ({
  get: {
    tags, operationId, summary, description: 'Takes Range, If-Range and If-None-Match.', parameters,
    responses: {
      ...file(type, schema), 206: { description: 'The part that was asked for.', content: { [type]: { schema: binary } } }, 304: { description: 'The file is the one that the client has.' },
      404: message('There is nothing with this id, or it has no such file.'), 416: message('The file has no such part.'),
    },
  },
});

/** What `/artefacts` serves, for the documentation. */
export function artefactsOpenApi(): OpenApi {
  return {
    openapi: '3.0.3',
    tags: [{ name: tags[0]!, description: 'Files of classifiers, dataruns and experiments, to be saved. Additions: no earlier API had them.' }],
    paths: {
      '/artefacts/classifiers/{id}/model': ranged('downloadModel', 'The model of a Classifier, for joblib.load', [id('classifier', 'cl_1')]),
      '/artefacts/classifiers/{id}/metrics': ranged('downloadMetrics', 'All scores of a Classifier, by fold', [id('classifier', 'cl_1')], 'application/json', { type: 'object', additionalProperties: {} }),
      '/artefacts/outputs/{id}': ranged('downloadOutput', 'A file that an experiment was run for', [id('output', 'ou_1')]),
      '/artefacts/components/{id}/files/{path}': ranged('downloadFile', 'A file in the folder of a component, also while it runs', [id('component', 'co_1'), { name: 'path', in: 'path', required: true, description: 'Relative to the folder; may contain slashes.', schema: { type: 'string' }, example: 'results/model.bin' }]),
      '/artefacts/dataruns/{id}/leaderboard.csv': {
        get: {
          tags, operationId: 'downloadLeaderboard', summary: 'The complete classifiers of a Datarun, best first',
          parameters: [id('datarun', 'dr_1'), { name: 'first', in: 'query', description: 'How many.', schema: { type: 'integer', minimum: 1, maximum: 10_000, default: 10_000 } }],
          responses: { ...file('text/csv', { type: 'string' }), 400: message('What is wrong with the request.'), 404: message('There is no such datarun.') },
        },
      },
    },
  };
}
