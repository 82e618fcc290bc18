/** What one client may ask at a time; each refusal is LIMIT_EXCEEDED and names the number and the limit. */
export const limits = {
  /** Bytes of a request's body. Uploads have a limit of their own. */
  bodyBytes: 4_000_000,
  /** Bytes of one websocket message; a larger one closes the socket with 1009. */
  messageBytes: 1_000_000,
  /** Tokens of a GraphQL document. */
  tokens: 5_000,
  /** Fields inside fields; tools ask 15 deep for the schema. */
  depth: 20,
  aliases: 100,
  /** Objects and lists inside each other in a variable or an argument; a value beyond it is BAD_USER_INPUT. */
  inputDepth: 100,
  /** Field values that an answer may have at most, lists multiplied out. */
  cost: 200_000,
  subscriptionsPerSocket: 100,
} as const;

/** Items that a list without a size argument is taken to have. */
export const ASSUMED_ITEMS = 10;
