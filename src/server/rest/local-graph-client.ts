import { execute, GraphQLError, validate, type DocumentNode, type GraphQLFormattedError, type GraphQLSchema } from 'graphql';
import { dataOf, GraphFailure, type GraphClient } from '../../../rest-compat/graph-client';
import type { Principal } from '../../core/principal';
import type { GraphRuntime } from '../../graphs/context';

/**
 * The graph of this process as a client sees it: the same answers and codes as over HTTP, without the sockets.
 * Each operation gets a context of its own.
 * @param formatError what clients may read of an error; the one that the HTTP server uses
 */
export function localGraph(graph: GraphRuntime, formatError: (error: GraphQLError) => GraphQLFormattedError): (who: Principal, requestId: string) => GraphClient {
  const validated = new WeakMap<DocumentNode, readonly GraphQLError[]>();
  const faultsOf = (document: DocumentNode) => {
    const known = validated.get(document);
    if (known) return known;
    const faults = validate(graph.schema as GraphQLSchema, document).map((fault) => coded(fault, 'GRAPHQL_VALIDATION_FAILED'));
    validated.set(document, faults);
    return faults;
  };
  const failure = (errors: readonly GraphQLError[]) => new GraphFailure(errors.map((error) => json(formatError(error))));

  return (who, requestId) => ({
    async request(document, variables) {
      const faults = faultsOf(document);
      if (faults.length) throw failure(faults);
      const answer = await execute({
        schema: graph.schema, document, variableValues: json(variables) as Record<string, unknown>, contextValue: graph.contextFor(who, requestId),
      });
      if (answer.errors?.length) {
        // Without data nothing was executed: the variables did not fit, which GraphQL itself gives no code.
        throw failure(answer.data === undefined ? answer.errors.map((error) => coded(error, 'BAD_USER_INPUT')) : answer.errors);
      }
      return dataOf(answer);
    },
  });
}

const coded = (error: GraphQLError, code: string) => (error.extensions.code ? error
  : new GraphQLError(error.message, { ...error, nodes: error.nodes, originalError: error.originalError, extensions: { ...error.extensions, code } }));

/** What is left of a value after its way over the wire. */
const json = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
