// The queue alone, in a process of its own as a worker is: tells when its handler begins.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { dist } from '../support/processes.mjs';
import { bareJob } from './bare-job.mjs';

const require = createRequire(import.meta.url);
const { createLogger } = require(join(dist, 'core/logger.js'));
const { JobQueue } = require(join(dist, 'jobs/job-queue.js'));

const queue = new JobQueue(process.env.DATABASE_URL, createLogger('warn', 'bench'), { connections: 3 });
await queue.start();
await queue.declare(bareJob);
queue.work(bareJob, 1, async () => { process.send({ started: String(process.hrtime.bigint()) }); });
process.send({ url: 'none' });
