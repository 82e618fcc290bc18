import type { ExecutionResult, GraphQLError, GraphQLFormattedError } from 'graphql';
import { SharedText } from './shared-text';

/** One serialised answer, ready for any number of sockets: a member puts its own subscription id before it. */
export interface Message {
  /** Of the event; for a snapshot the position of the log at which it was taken. */
  readonly id: number;
  /** The JSON text of a `next` message, from behind the subscription's id. */
  readonly text: SharedText;
  readonly final: boolean;
}

/** @param requestId of the execution that failed, for the log */
export type FormatError = (error: GraphQLError, requestId?: string) => GraphQLFormattedError;

export function toMessage(id: number, final: boolean, { errors, ...result }: ExecutionResult, format: (error: GraphQLError) => GraphQLFormattedError): Message {
  const payload = errors ? { ...result, errors: errors.map(format) } : result;
  return { id, final, text: new SharedText(Buffer.from(`,"payload":${JSON.stringify(payload)}}`)) };
}
