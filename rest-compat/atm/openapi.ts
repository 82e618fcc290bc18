import { z } from 'zod';
import { addedPaths, addedSchemas, ADDITIONS, formOfDataset } from './additions/openapi';
import { kinds, type Field, type Kind } from './fields';
import { newDataset, newRun } from './input';
import { absent, answer, bad, idParameter, object, paging, ref, refusal, type Json } from './openapi-parts';
import { foundAnswers, searchParameter } from './search/openapi';

const body = (schema: string, examples: Json, otherwise: Json = {}) => ({ required: true, content: { 'application/json': { schema: ref(schema), examples }, ...otherwise } });

/** Not `format: date-time`: that one requires a zone, and these have none. */
const DATE_TIME = '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{6})?$';

function property({ type, about, nullable, values, each, added }: Field): Json {
  return {
    type: type === 'date-time' ? 'string' : type, description: about, ...(nullable && { nullable }), ...(each && { additionalProperties: each }), ...(added && { 'x-addition': true }),
    ...(type === 'date-time' && { pattern: DATE_TIME }), ...(values && { enum: values }),
  };
}

function schemasOf({ title, about, columns, relations }: Kind): Json {
  const own = Object.fromEntries(Object.entries(columns).map(([name, field]) => [name, property(field)]));
  const related = Object.fromEntries(Object.entries(relations).map(([name, { of, many }]) => {
    const schema = ref(`${kinds[of]!.title}Columns`);
    return [name, many ? { type: 'array', items: schema } : schema];
  }));
  return {
    [`${title}Columns`]: object(own, `${about} Without its relations.`),
    [title]: object({ ...own, ...related }, about),
    [`${title}Page`]: object({
      num_results: { type: 'integer', minimum: 0 }, objects: { type: 'array', items: ref(title) },
      page: { type: 'integer' }, total_pages: { type: 'integer', minimum: 0 },
    }),
  };
}

function pathsOf(collection: string, { title, relations }: Kind): Json {
  const url = `/api/${collection}`, id = idParameter('id', `Id of the ${title}.`), tags = [title];
  const paths: Json = {
    [url]: {
      get: { tags, operationId: `list${title}s`, summary: `All ${collection}, by id`, parameters: [...paging, searchParameter], responses: { ...foundAnswers(title), ...bad } },
    },
    [`${url}/{id}`]: {
      get: { tags, operationId: `get${title}`, summary: `One of the ${collection}`, parameters: [id], responses: { 200: answer(`The ${title}, with its relations one level deep.`, ref(title)), ...bad, ...absent } },
    },
  };
  for (const [relation, { of, many }] of Object.entries(relations)) {
    const target = kinds[of]!.title, operation = `${title[0]!.toLowerCase()}${title.slice(1)}${relation[0]!.toUpperCase()}${relation.slice(1)}`;
    paths[`${url}/{id}/${relation}`] = {
      get: {
        tags, operationId: operation, summary: `The ${relation} of the ${title}`, parameters: [id, ...(many ? paging : [])],
        responses: { 200: answer(many ? 'A page.' : `The ${target}.`, ref(many ? `${target}Page` : target)), ...bad, ...absent },
      },
    };
    paths[`${url}/{id}/${relation}/{relatedId}`] = {
      get: {
        tags, operationId: `${operation}ById`, summary: `The ${target} with an id`,
        description: `The ${target} is looked up by its own id; it need not belong to the ${title}.`,
        parameters: [id, idParameter('relatedId', `Id of the ${target}.`)], responses: { 200: answer(`The ${target}.`, ref(target)), ...bad, ...absent },
      },
    };
  }
  return paths;
}

const runRefusal = (about: string) => answer(about, ref('RunRefusal'));
const graphRefusals = (refused: (about: string) => Json) => ({
  413: refused('A file or the body is larger than this server accepts.'),
  415: refused('The body is declared as something else.'),
});

const dataset = (file: string) => ({ class_column: 'class', train_path: `demos/${file}.csv` });

/** In OpenAPI 3.0 a nullable enumeration lists null, too. */
const input = (schema: z.ZodType) => z.toJSONSchema(schema, {
  io: 'input', target: 'openapi-3.0',
  override: ({ jsonSchema }) => { if (jsonSchema.nullable && jsonSchema.enum) jsonSchema.enum = [...new Set([...jsonSchema.enum, null])]; },
});

/** ATM's part of an OpenAPI 3.0 document: tags, paths and schemas. */
export function atmOpenApi(): { openapi: string; tags: { name: string; description: string }[]; paths: Record<string, Json>; components: { schemas: Json } } {
  const paths = Object.assign({}, ...Object.entries(kinds).map(([name, kind]) => pathsOf(name, kind))) as Record<string, Json>;
  paths['/api/datasets']!.post = {
    tags: ['Dataset'], operationId: 'createDataset', summary: 'Register a CSV file', requestBody: body('NewDataset', {
      demo: { summary: 'The data set of `npm run demo`', value: dataset('breast_cancer') },
      documented: { summary: 'The one of the documentation of ATM', value: dataset('pollution_1') },
    }, formOfDataset),
    responses: {
      201: { ...answer('The new data set.', ref('Dataset')), headers: { Location: { description: 'URL of the data set.', schema: { type: 'string' } } } },
      ...bad, 403: refusal('The path lies outside the allowed folders.'), ...graphRefusals(refusal),
    },
  };
  paths['/api/run'] = {
    post: {
      tags: ['Datarun'], operationId: 'run', summary: 'Search for the best classifier of a data set', requestBody: body('NewRun', {
        documented: { summary: '100 classifiers of logreg, dt and knn', value: { dataset_id: 1 } },
        short: { summary: '10 decision trees, by accuracy', value: { dataset_id: 1, methods: ['dt'], budget: 10, metric: 'accuracy' } },
        stopping: { summary: '50 classifiers, those that cannot win are ended early', value: { dataset_id: 1, budget: 50, early_stopping: true } },
      }),
      responses: {
        200: answer('The new dataruns.', object({ datarun_ids: { type: 'array', items: { type: 'integer' } }, status: { type: 'integer', enum: [200] } })),
        400: runRefusal('What is wrong with the request.'), 404: runRefusal('There is no such data set.'), ...graphRefusals(runRefusal),
      },
    },
  };
  for (const [url, operations] of Object.entries(addedPaths)) paths[url] = { ...paths[url], ...operations };
  return {
    openapi: '3.0.3',
    tags: [...Object.values(kinds).map(({ title, about }) => ({ name: title, description: about })), ADDITIONS],
    paths,
    components: {
      schemas: {
        ...Object.assign({}, ...Object.values(kinds).map(schemasOf)) as Json,
        NewDataset: input(newDataset), NewRun: input(newRun), ...addedSchemas,
        Message: { type: 'object', required: ['message'], properties: { message: { type: 'string' }, validation_errors: { type: 'string' }, reason: { type: 'string', description: 'What is wrong with a search.' } }, additionalProperties: false },
        Nothing: { type: 'object', description: 'Empty where an object is absent; has a message where the path itself is wrong.', properties: { message: { type: 'string' } }, additionalProperties: false },
        RunRefusal: object({ error: { type: 'string' }, message: { type: 'string', nullable: true }, status: { type: 'integer' } }),
      },
    },
  };
}
