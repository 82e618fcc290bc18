import { GraphQLError, getOperationAST, parse, validate, type DocumentNode, type GraphQLSchema, type OperationDefinitionNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import { AppError, LimitExceeded } from '../../core/errors';
import { limits } from '../limits';
import { checkInputDepth } from './input-depth';
import { createLimitCheck } from './operation-limits';

export interface Operation { document: DocumentNode; operationName?: string | null; variables?: Readonly<Record<string, unknown>> | null }
export interface Preparation {
  /** Parses and validates, or finds a document that has been; for the websocket, since Apollo does it for HTTP. @throws the errors */
  document(source: string): DocumentNode;
  /** Finds the operation and checks its limits. @throws the errors */
  operation(asked: Operation): OperationDefinitionNode;
}

/** The errors of an operation that was refused before it ran. */
export class Refused extends Error {
  constructor(readonly errors: readonly GraphQLError[]) { super(errors[0].message); }
}

export function createPreparation(schema: GraphQLSchema): Preparation {
  const documents = new LRUCache<string, DocumentNode>({ maxSize: 1_000_000, sizeCalculation: (_document, source) => source.length + 1 });
  const checkLimits = createLimitCheck(schema);
  return {
    document(source) {
      let document = documents.get(source);
      if (!document) documents.set(source, document = parseAndValidate(schema, source));
      return document;
    },
    operation({ document, operationName, variables }) {
      const operation = getOperationAST(document, operationName);
      if (!operation) throw new Refused([new GraphQLError(operationName ? `Unknown operation named "${operationName}".` : 'Must provide operation name if query contains multiple operations.', { extensions: { code: 'OPERATION_RESOLUTION_FAILURE', http: { status: 400 } } })]);
      try {
        checkLimits(document, operation, variables ?? {});
        checkInputDepth(document, variables ?? {});
      } catch (error) {
        throw error instanceof AppError ? new Refused([toGraphQLError(error)]) : error;
      }
      return operation;
    },
  };
}

function parseAndValidate(schema: GraphQLSchema, source: string): DocumentNode {
  let document: DocumentNode;
  try {
    document = parse(source, { maxTokens: limits.tokens });
  } catch (error) {
    throw new Refused([explainTokens(withCode(error as GraphQLError, 'GRAPHQL_PARSE_FAILED'))]);
  }
  const errors = validate(schema, document);
  if (errors.length) throw new Refused(errors.map((error) => withCode(error, 'GRAPHQL_VALIDATION_FAILED')));
  return document;
}

/** graphql-js gives up at the limit with a syntax error like any other. */
export function explainTokens(error: GraphQLError): GraphQLError {
  if (!/^Syntax Error: Document contains more that \d+ tokens/.test(error.message)) return error;
  return toGraphQLError(new LimitExceeded(`The document has more than ${limits.tokens} tokens.`, { limit: limits.tokens }));
}

/** As an error of the request, which Apollo answers with status 400. */
export function toGraphQLError({ message, code, details }: AppError): GraphQLError {
  return new GraphQLError(message, { extensions: { ...details, code, http: { status: 400 } } });
}

const withCode = ({ message, nodes, source, positions }: GraphQLError, code: string) => new GraphQLError(message, { nodes, source, positions, extensions: { code } });
