import { Writable } from 'node:stream';
import pino from 'pino';
import { z } from 'zod';
import { openDatabase } from '../../src/database/open';
import { transaction } from '../../src/database/transaction';
import { entities } from '../../src/graphs/entities';
import { AttemptLost, JobQueue, type RunningJob } from '../../src/jobs/job-queue';
import { freshDatabase } from '../support/postgres';

// A worker that is told to stop while a handler goes on for longer than it may.

const job = { name: 'long', schema: z.object({ n: z.number() }) };

test('a handler that outlasts the grace is told to end, its job goes to the next worker, and nobody reads of an error', async () => {
  const postgres = await freshDatabase(), lines: string[] = [];
  const log = pino({ level: 'info' }, new Writable({ write: (line, _, done) => { lines.push(String(line)); done(); } }));
  const db = await openDatabase(postgres.address, { entities });
  const [first, second] = [new JobQueue(postgres.address, log), new JobQueue(postgres.address, log)];
  try {
    await first.start();
    await first.declare(job as never);
    await transaction(db, (tx) => first.enqueue(tx, job, [{ data: { n: 1 }, priority: 0 }]));
    const taken = Promise.withResolvers<RunningJob<{ n: number }>>(), told = Promise.withResolvers<void>(), end = Promise.withResolvers<void>();
    first.work(job, 1, async (running) => {
      taken.resolve(running);
      running.signal.addEventListener('abort', () => told.resolve());
      await end.promise;
    });
    const abandoned = await taken.promise;
    await first.stop(1);
    await told.promise;

    await second.start();
    const again = Promise.withResolvers<unknown>();
    second.work(job, 1, async (running) => {
      await transaction(db, (tx) => running.settle(tx));
      again.resolve(running.data);
    });
    expect(await again.promise).toEqual({ n: 1 });
    await expect(transaction(db, (tx) => abandoned.settle(tx))).rejects.toThrow(AttemptLost);
    end.resolve();
    await second.stop(1);
    expect(lines).toEqual([]);
  } finally {
    await Promise.all([first.stop(1), second.stop(1)]);
    await db.destroy();
    await postgres.drop();
  }
});
