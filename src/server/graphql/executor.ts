import { execute, GraphQLError, type DocumentNode, type ExecutionArgs, type ExecutionResult } from 'graphql';
import { compileQuery, isCompiledQuery, type CompiledQuery } from 'graphql-jit';
import { compilation } from './compiled-schema';
import { hasUncompiledVariables, variablesInObjects } from './uncompiled-variables';

export type Execute = (args: ExecutionArgs) => ExecutionResult | Promise<ExecutionResult>;

/** An operation of a document that is kept: how it is run from the second time on. */
type Plan = { query: CompiledQuery['query']; neverNull: string[] } | 'seen once' | 'not compiled';

/**
 * Executes queries and mutations like graphql-js, and faster when the same document node comes again: then it is compiled.
 * Plans live as long as their document, so the cache of documents bounds them.
 */
export function createExecutor(): Execute {
  const plans = new WeakMap<DocumentNode, Map<string, Plan>>();

  function planFor({ schema, document, operationName }: ExecutionArgs): Plan {
    let byOperation = plans.get(document);
    if (!byOperation) plans.set(document, byOperation = new Map<string, Plan>());
    const key = operationName ?? '';
    const plan = byOperation.get(key);
    const next = plan === undefined ? 'seen once' : plan === 'seen once' ? compile() : plan;
    byOperation.set(key, next);
    return next;

    function compile(): Plan {
      if (hasUncompiledVariables(schema, document)) return 'not compiled';
      const { schema: compiledSchema, options } = compilation(schema, document);
      const compiled = compileQuery(compiledSchema, document, operationName ?? undefined, options);
      // Its failures are the client's, such as an unknown operation, and graphql-js words them properly.
      return isCompiledQuery(compiled) ? { query: compiled.query, neverNull: variablesInObjects(document) } : 'not compiled';
    }
  }

  return (args) => {
    const plan = planFor(args);
    if (typeof plan === 'string' || plan.neverNull.some((name) => args.variableValues?.[name] == null)) return then(execute(args), withInputCodes);
    const result = plan.query(args.rootValue ?? {}, args.contextValue, args.variableValues ?? {});
    return then(result, (answer) => {
      if (!answer.errors) return answer;
      // Without data nothing has run yet: the variables are wrong, and graphql-js says so better.
      if (answer.data === undefined) return then(execute(args), withInputCodes);
      return { ...answer, errors: answer.errors.map((error) => asGraphQLError(error, args.document)) };
    });
  };
}

function then<A, B>(value: A | Promise<A>, next: (value: A) => B | Promise<B>): B | Promise<B> {
  return value instanceof Promise ? value.then(next) : next(value);
}

/** Errors of compiled code are not made by graphql's constructor: they have no `extensions` object and no locations. */
function asGraphQLError(error: GraphQLError, { loc }: DocumentNode): GraphQLError {
  const { originalError, path, nodes } = error;
  const extensions = error.extensions ?? (originalError as Partial<GraphQLError> | undefined)?.extensions;
  const positions = error.positions ?? error.locations?.map(({ line, column }) => offset(loc!.source.body, line, column));
  return new GraphQLError(error.message, { path, originalError, extensions, ...(nodes ? { nodes } : { source: loc?.source, positions }) });
}

function offset(text: string, line: number, column: number): number {
  let start = 0;
  for (let i = 1; i < line; i++) start = text.indexOf('\n', start) + 1;
  return start + column - 1;
}

/** Wrong variables are the caller's fault; graphql-js gives them no code. */
function withInputCodes(result: ExecutionResult): ExecutionResult {
  if (result.data !== undefined || !result.errors) return result;
  return {
    errors: result.errors.map((error) => {
      const { message, nodes, source, positions, originalError, extensions } = error;
      return new GraphQLError(message, { nodes, source, positions, originalError, extensions: { code: 'BAD_USER_INPUT', ...extensions } });
    }),
  };
}
