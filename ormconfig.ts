import { createDataSource } from './src/database/data-source';
import { entities } from './src/graphs/entities';

/** For TypeORM's own command line: `DATABASE_URL=postgres://... npx typeorm migration:show -d dist/ormconfig.js`. The schema changes by migrations only. */
const url = process.env.DATABASE_URL;
if (!url) throw new Error('Set DATABASE_URL to the database that this command shall work on.');
export default createDataSource(url, { entities });
