import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Jobs of frameworks: what a request that replaces another one changes while they run. */
export class FrameworkJobs1700000000006 implements MigrationInterface {
  name = 'FrameworkJobs1700000000006';

  async up(runner: QueryRunner) {
    await runner.query('alter table experiment add revision integer not null default 1');
    await runner.query('alter table component add job_role boolean not null default false');
  }

  async down(runner: QueryRunner) {
    await runner.query('alter table component drop job_role');
    await runner.query('alter table experiment drop revision');
  }
}
