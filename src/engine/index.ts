export { PythonPool } from './python-pool';
export { PythonProcess, type PythonProcessOptions, type RequestOptions } from './python-process';
export type { Note } from './python-child';
export { TrialFailure, type TrialFailureKind } from './trial-failure';
export type * from './protocol';
export * from './executor';
export * from './local';
export * from './logs';
