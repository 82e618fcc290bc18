import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print, type DocumentNode } from 'graphql';

/** The whole of what the REST layer knows of the graph: send an operation as one user, for one request. */
export interface GraphClient {
  /** @throws GraphFailure when the answer carries an error, even beside partial data */
  request<R, V extends object>(document: TypedDocumentNode<R, V>, variables: V): Promise<R>;
}

/** One error of a GraphQL answer, as it stands in the answer's JSON. */
export interface GraphErrorBody {
  message: string;
  path?: readonly (string | number)[];
  extensions?: { code?: string; path?: readonly (string | number)[]; [key: string]: unknown };
}

/** An operation that did not succeed. `code` is the first error's `extensions.code`; UNAVAILABLE when the graph gave no answer at all. */
export class GraphFailure extends Error {
  readonly code: string;
  readonly errors: readonly GraphErrorBody[];
  constructor(errors: readonly GraphErrorBody[], options?: ErrorOptions) {
    super(errors[0]?.message ?? 'The graph gave no answer.', options);
    this.name = 'GraphFailure';
    // Without `locations`: they point into a text that the caller has not written.
    this.errors = errors.map(({ message, path, extensions }) => ({ message, ...(path && { path }), ...(extensions && { extensions }) }));
    this.code = errors[0]?.extensions?.code ?? 'INTERNAL_SERVER_ERROR';
  }
}

/** The data of a GraphQL answer. */
export function dataOf<R>(answer: { data?: unknown; errors?: readonly GraphErrorBody[] }): R {
  if (answer.errors?.length) throw new GraphFailure(answer.errors);
  return answer.data as R;
}

const texts = new WeakMap<DocumentNode, string>();
const textOf = (document: DocumentNode) => {
  const known = texts.get(document);
  if (known !== undefined) return known;
  const text = print(document);
  texts.set(document, text);
  return text;
};

/**
 * A graph that is served somewhere else.
 * @param url of its GraphQL endpoint
 * @param headers that say who asks, e.g. `{ authorization }`
 * @param timeoutMs after which an operation fails with UNAVAILABLE
 */
export function remoteGraph(url: string, headers: Record<string, string> = {}, timeoutMs = 60_000): GraphClient {
  const unavailable = (message: string, cause?: unknown) =>
    new GraphFailure([{ message, extensions: { code: 'UNAVAILABLE' } }], { cause });
  return {
    async request(document, variables) {
      let response: Response;
      try {
        response = await fetch(url, {
          method: 'POST',
          headers: { ...headers, 'content-type': 'application/json', accept: 'application/graphql-response+json, application/json' },
          body: JSON.stringify({ query: textOf(document), variables }),
          signal: AbortSignal.timeout(timeoutMs),
        });
      } catch (cause) { throw unavailable('The graph cannot be reached.', cause); }
      const answer = await response.json().catch(() => null) as Parameters<typeof dataOf>[0] | null;
      if (!answer || (answer.data === undefined && !answer.errors)) {
        throw response.status === 401
          ? new GraphFailure([{ message: 'The graph did not accept these credentials.', extensions: { code: 'UNAUTHENTICATED' } }])
          : unavailable(`The graph answered with status ${response.status} and no GraphQL answer.`);
      }
      return dataOf(answer);
    },
  };
}
