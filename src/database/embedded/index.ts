export { ensureDatabase, findDatabase, stopDatabase, type DatabaseAddress } from './embedded-database';
export { superviseDatabase } from './supervise';
