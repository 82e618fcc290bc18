import { csvExample, rowsExample } from './examples';
import { absent, answer, bad, idParameter, object, page, paging, ref, refusal, type Json } from '../openapi-parts';

/** What the original did not have, under a tag of its own. */
export const ADDITIONS = { name: 'Additions', description: 'What the original API does not have: predictions, the leaderboard, control of a running search, deletion. Fields that it does not have are marked x-addition.' };
const tags = [ADDITIONS.name];

const conflict = (about: string) => ({ 409: refusal(about) });
const labels = (about: string) => ({ type: 'array', description: about, items: { oneOf: [{ type: 'string' }, { type: 'number' }, { type: 'boolean' }] } });

const row = { type: 'object', additionalProperties: {} };

export const addedSchemas: Json = {
  Rows: {
    description: 'Rows by the names of the columns of the training file; the class and other columns are ignored.',
    oneOf: [{ type: 'array', items: row, minItems: 1 }, { type: 'object', required: ['rows'], properties: { rows: { type: 'array', items: row, minItems: 1 } } }],
  },
  Prediction: object({
    classes: labels('All classes in their order.'),
    classifier_id: { type: 'integer', description: 'Which classifier predicted.' },
    labels: labels('The likeliest class of each row, in the order of the rows.'),
    probabilities: { type: 'array', nullable: true, description: 'For each row the probability of each class, in the order of classes; null where the method has none.', items: { type: 'array', items: { type: 'number' } } },
  }, 'What a classifier says of some rows.'),
};

/** A data set whose files come with the request. */
export const formOfDataset: Json = {
  'multipart/form-data': {
    schema: {
      type: 'object', required: ['file', 'class_column'], additionalProperties: false,
      description: 'An addition to the original API: the file itself, instead of its path on the server.',
      properties: {
        file: { type: 'string', format: 'binary', description: 'A CSV file with a header row.' },
        class_column: { type: 'string', description: 'Header of the column to predict.' },
        name: { type: 'string', description: 'Defaults to the name of the file without its extension.' },
        description: { type: 'string', description: 'Free text.' },
        test_file: { type: 'string', format: 'binary', description: 'A second CSV file to test on; without it 30 % of the rows are set aside.' },
      },
    },
  },
};

const predict = (operationId: string, summary: string, id: Json): Json => ({
  post: {
    tags, operationId, summary, parameters: [id],
    requestBody: { required: true, content: { 'application/json': { schema: ref('Rows'), example: rowsExample }, 'text/csv': { schema: { type: 'string', description: 'With a header row.' }, example: csvExample } } },
    responses: {
      200: answer('A label for each row.', ref('Prediction')), ...bad, ...absent, ...conflict('There is no model yet, or its file is not the one that was written.'),
      413: refusal('More than 100,000 rows, 500,000 rows times classes, or 16 MB.'), 415: refusal('The body is declared neither as JSON nor as CSV.'),
    },
  },
});

const change = (name: string, summary: string): Json => ({
  post: {
    tags, operationId: `${name}Datarun`, summary, parameters: [idParameter('id', 'Id of the Datarun.')],
    responses: { 200: answer('The Datarun.', ref('Datarun')), ...bad, ...absent, ...conflict('Its state does not allow that.') },
  },
});

const remove = (title: string, about: string): Json => ({
  delete: {
    tags, operationId: `delete${title}`, summary: about,
    parameters: [idParameter('id', `Id of the ${title}.`), { name: 'force', in: 'query', description: 'Cancel what is active first.', schema: { type: 'boolean', default: false } }],
    responses: { 204: { description: 'It is gone.' }, ...bad, ...absent, ...conflict('It is active, or one of its dataruns is.') },
  },
});

/** Operations by path; a path may also have operations of the original. */
export const addedPaths: Readonly<Record<string, Json>> = {
  '/api/dataruns/{id}/predict': predict('predict', 'Predict by the best classifier of a Datarun', idParameter('id', 'Id of the Datarun.')),
  '/api/classifiers/{id}/predict': predict('predictByClassifier', 'Predict by a Classifier', idParameter('id', 'Id of the Classifier.')),
  '/api/dataruns/{id}/leaderboard': {
    get: {
      tags, operationId: 'leaderboard', summary: 'Complete classifiers of a Datarun, best first by its score_target', parameters: [idParameter('id', 'Id of the Datarun.'), ...paging],
      responses: { 200: page('ClassifierPage'), ...bad, ...absent },
    },
  },
  '/api/dataruns/{id}/cancel': change('cancel', 'End a Datarun and its running trials'),
  '/api/dataruns/{id}/pause': change('pause', 'Start no further trials of a Datarun'),
  '/api/dataruns/{id}/resume': change('resume', 'Go on with a paused Datarun'),
  '/api/dataruns/{id}': remove('Datarun', 'Delete a Datarun with its hyperpartitions and classifiers'),
  '/api/datasets/{id}': remove('Dataset', 'Delete a Dataset with its dataruns'),
};
