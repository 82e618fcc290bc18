/** What a failure means to a client; sent as `extensions.code` in GraphQL and mapped to a status by each REST layer. */
export type ErrorCode =
  | 'BAD_USER_INPUT' | 'NOT_FOUND' | 'CONFLICT' | 'FORBIDDEN' | 'UNAUTHENTICATED'
  | 'LIMIT_EXCEEDED' | 'CURSOR_EXPIRED' | 'UNAVAILABLE' | 'INTERNAL_SERVER_ERROR';

/** A failure that a client may read. Anything else that is thrown is logged and hidden behind an id. */
export class AppError extends Error {
  constructor(readonly code: ErrorCode, message: string, readonly details: Record<string, unknown> = {}, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

export class BadInput extends AppError {
  /** @param path where in the input the fault is, e.g. `['input', 'budget']` */
  constructor(message: string, path: readonly (string | number)[] = []) {
    super('BAD_USER_INPUT', message, path.length ? { path } : {});
  }
}
export class NotFound extends AppError {
  constructor(what: string, id: string | number) { super('NOT_FOUND', `${what} ${id} does not exist.`); }
}
export class Conflict extends AppError {
  constructor(message: string, details: Record<string, unknown> = {}) { super('CONFLICT', message, details); }
}
export class Forbidden extends AppError {
  constructor(message: string) { super('FORBIDDEN', message); }
}
export class LimitExceeded extends AppError {
  constructor(message: string, details: Record<string, unknown> = {}) { super('LIMIT_EXCEEDED', message, details); }
}
export class CursorExpired extends AppError {
  constructor() { super('CURSOR_EXPIRED', 'The events after this cursor are no longer kept. Subscribe again without `after` to start from a snapshot.'); }
}
export class Unavailable extends AppError {
  constructor(message: string, options?: ErrorOptions) { super('UNAVAILABLE', message, {}, options); }
}
