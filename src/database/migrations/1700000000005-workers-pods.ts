import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How many pods each worker may run, and how many workers a component has been lost with. */
export class WorkersPods1700000000005 implements MigrationInterface {
  async up(runner: QueryRunner) {
    await runner.query('alter table worker add tasks integer not null default 0');
    await runner.query('alter table component add losses integer not null default 0');
  }

  async down(runner: QueryRunner) {
    await runner.query('alter table component drop losses');
    await runner.query('alter table worker drop tasks');
  }
}
