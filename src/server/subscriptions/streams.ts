import type { ExecutionResult, GraphQLError } from 'graphql';

/** Why a subscription did not start; graphql-ws carries one error through a stream, this one carries all of them. */
export class NotStarted extends Error {
  constructor(readonly errors: readonly GraphQLError[]) { super(errors[0].message); }
}

/** Makes graphql-ws send an `error` message. A result without data would arrive as `next`, as if the subscription had begun. */
export async function* failing(error: Error): AsyncGenerator<never, undefined> {
  throw error;
}

/** GraphQL's own subscribe from the source on: one execution an event and client, each with a fresh context. */
export function perEvent(source: AsyncIterable<unknown>, execute: (root: unknown) => ExecutionResult | Promise<ExecutionResult>): AsyncIterableIterator<ExecutionResult> {
  const events = source[Symbol.asyncIterator]();
  return {
    async next() {
      const event = await events.next();
      return event.done ? event : { done: false, value: await execute(event.value) };
    },
    async return() {
      await events.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() { return this; },
  };
}
