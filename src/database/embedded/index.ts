export { ensureDatabase, findDatabase, stopDatabase, wayToRunPostgres, type DatabaseAddress } from './embedded-database';
export { superviseDatabase } from './supervise';
