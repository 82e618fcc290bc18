import { createRequire } from 'node:module';
import { join } from 'node:path';
import { dist } from '../support/processes.mjs';

const require = createRequire(import.meta.url);
const { z } = require('zod');
export const bareJob = require(join(dist, 'jobs/job-definition.js')).defineJob('bench.bare', z.object({ n: z.int() }));
