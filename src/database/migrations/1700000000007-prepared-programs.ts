import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is prepared for a component before it starts (code, an environment), and what a pod was run with. */
export class PreparedPrograms1700000000007 implements MigrationInterface {
  async up(runner: QueryRunner) {
    await runner.query(`alter table component add setup jsonb not null default '{}'`);
    await runner.query('alter table pod add runtime text');
  }

  async down(runner: QueryRunner) {
    await runner.query('alter table pod drop runtime');
    await runner.query('alter table component drop setup');
  }
}
