import { answer, page, ref, type Json } from '../openapi-parts';

const OPERATORS = '`==` `eq`, `!=` `ne`, `<` `lt`, `<=` `le`, `>` `gt`, `>=` `ge`, `like` and `ilike` (without regard to case; `%` any text, `_` any character), `in`, `not_in`, `is_null`, `is_not_null`';

/** The parameter of the collections that searches them. */
export const searchParameter: Json = {
  name: 'q', in: 'query', schema: { type: 'string' },
  description: 'A search, as JSON. `filters`: a list of `{"name", "op", "val"}`, all of which must hold, nested with `{"or": [...]}` and `{"and": [...]}`; '
    + `the operators are ${OPERATORS}, and for relations \`has\` (one object) and \`any\` (many), with \`relation__column\` as name or a filter as val. `
    + '`order_by`: a list of `{"field", "direction"}`, `asc` or `desc`, where a field may be `relation__column`. `limit` and `offset`: the part of the list that is paged through. '
    + '`single`: the one object itself, with its address in `Location`; 404 when there is none, 400 when there are several. Filters may be nested 14 deep.',
  examples: {
    none: { summary: 'The whole list', value: '{}' },
    filters: { summary: 'The newest five', value: '{"order_by": [{"field": "id", "direction": "desc"}], "limit": 5}' },
    nested: { summary: 'The first and the third', value: '{"filters": [{"or": [{"name": "id", "op": "eq", "val": 1}, {"name": "id", "op": "eq", "val": 3}]}]}' },
  },
};

/** What a collection answers, with and without a search. @param title of its objects */
export function foundAnswers(title: string): Json {
  const { description, headers } = page(`${title}Page`);
  return {
    200: {
      ...answer(`${description} With \`single\` the one object itself.`, { anyOf: [ref(`${title}Page`), ref(title)] }),
      headers: { ...headers, Location: { description: 'Address of the object that `single` asked for.', schema: { type: 'string' } } },
    },
    404: answer('Nothing was found where `single` was asked for.', ref('Nothing')),
  };
}
