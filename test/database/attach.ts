// One of several programs that want the database at the same time: prints its address.
import { createLogger } from '../../src/core/logger';
import { ensureDatabase } from '../../src/database/embedded';

ensureDatabase(process.argv[2], createLogger('warn', 'attach')).then(
  (address) => console.log(JSON.stringify(address)),
  (error) => { console.error(error); process.exitCode = 1; },
);
