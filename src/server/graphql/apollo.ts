import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled, ApolloServerPluginInlineTraceDisabled, ApolloServerPluginLandingPageDisabled, ApolloServerPluginSchemaReportingDisabled, ApolloServerPluginUsageReportingDisabled } from '@apollo/server/plugin/disabled';
import { GraphQLError, type GraphQLSchema } from 'graphql';
import { BadInput } from '../../core/errors';
import type { Logger } from '../../core/logger';
import type { GraphContext } from '../../graphs/context';
import { limits } from '../limits';
import type { ErrorReporter } from './error-reporter';
import type { Execute } from './executor';
import { explainTokens, Refused, toGraphQLError, type Preparation } from './prepare';

export interface ApolloParts { schema: GraphQLSchema; execute: Execute; preparation: Preparation; report: ErrorReporter; log: Logger }

/** Apollo Server for HTTP. Nothing in it depends on NODE_ENV, and nothing is sent to anyone. */
export async function startApollo({ schema, execute, preparation, report, log }: ApolloParts): Promise<ApolloServer<GraphContext>> {
  const apollo = new ApolloServer<GraphContext>({
    // The hook for an executor of one's own.
    gateway: {
      load: async () => ({
        executor: async ({ document, request, context }) =>
          execute({ schema, document, operationName: request.operationName, variableValues: request.variables, contextValue: context }),
      }),
      onSchemaLoadOrUpdate(load) {
        load({ apiSchema: schema, coreSupergraphSdl: '' });
        return () => {};
      },
      stop: async () => {},
    },
    nodeEnv: 'production',
    introspection: true,
    // The browser guard does this for every route, and it does not lock out plain programs.
    csrfPrevention: false,
    persistedQueries: false,
    stopOnTerminationSignals: false,
    includeStacktraceInErrorResponses: false,
    parseOptions: { maxTokens: limits.tokens },
    stringifyResult: JSON.stringify,
    logger: log,
    formatError: (_formatted, error) => report(error instanceof GraphQLError ? explainTokens(error) : new GraphQLError('', { originalError: error as Error })),
    plugins: [
      ApolloServerPluginCacheControlDisabled(), ApolloServerPluginInlineTraceDisabled(), ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginSchemaReportingDisabled(), ApolloServerPluginUsageReportingDisabled(),
      requestErrors(preparation, report),
    ],
  });
  await apollo.start();
  return apollo;
}

/** Refuses operations beyond the limits, logs errors with their request's id, and sets the status as GraphQL over HTTP says. */
function requestErrors(preparation: Preparation, report: ErrorReporter): ApolloServerPlugin<GraphContext> {
  return {
    requestDidStart: async () => ({
      async didResolveOperation({ document, request }) {
        try {
          const { operation } = preparation.operation({ document, operationName: request.operationName, variables: request.variables });
          if (operation === 'subscription') throw new Refused([toGraphQLError(new BadInput('Subscriptions are served over a websocket, with the protocol graphql-transport-ws.'))]);
        } catch (error) {
          throw error instanceof Refused ? error.errors[0] : error;
        }
      },
      async didEncounterErrors({ errors, contextValue }) {
        for (const error of errors) report(error, contextValue.requestId);
      },
      async willSendResponse({ errors, request, response }) {
        // To clients of the older media type every well-formed request is a 200.
        const isWellFormed = errors?.every(({ extensions }) => extensions.code !== 'BAD_REQUEST');
        const accept = request.http?.headers.get('accept') ?? '';
        if (isWellFormed && response.http.status === 400 && !accept.includes('application/graphql-response+json')) response.http.status = 200;
      },
    }),
  };
}
