import { GraphQLError, validate, type DocumentNode } from 'graphql';
import { dataOf, GraphFailure, type GraphClient } from '../../../rest-compat/graph-client';
import type { Logger } from '../../core/logger';
import type { Principal } from '../../core/principal';
import type { GraphRuntime } from '../../graphs/context';
import { createErrorReporter } from '../graphql/error-reporter';
import { createExecutor } from '../graphql/executor';

/**
 * The graph of this process as a client sees it: the same answers and codes as over HTTP, without the sockets.
 * Each operation gets a context of its own; a document is validated once.
 */
export function localGraph(graph: GraphRuntime, log: Logger): (who: Principal, requestId: string) => GraphClient {
  const execute = createExecutor(), report = createErrorReporter(log);
  const validated = new WeakMap<DocumentNode, readonly GraphQLError[]>();
  const faultsOf = (document: DocumentNode) => {
    const known = validated.get(document);
    if (known) return known;
    const faults = validate(graph.schema, document)
      .map(({ message, nodes }) => new GraphQLError(message, { nodes, extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }));
    validated.set(document, faults);
    return faults;
  };

  return (who, requestId) => ({
    async request(document, variables) {
      const faults = faultsOf(document);
      const answer = faults.length ? { errors: faults } : await execute({
        schema: graph.schema, document, contextValue: graph.contextFor(who, requestId),
        variableValues: asOverTheWire(variables) as Record<string, unknown>,
      });
      if (answer.errors?.length) throw new GraphFailure(answer.errors.map((error) => asOverTheWire(report(error, requestId))));
      return dataOf(answer);
    },
  });
}

/** Without what JSON leaves out: an absent variable has its default, one that is `undefined` has not. */
const asOverTheWire = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
