import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Dataruns whose metrics files hold curves and, for more than two classes, the scores of each class. */
export class Curves1700000000004 implements MigrationInterface {
  async up(runner: QueryRunner) { await runner.query('alter table datarun add curves boolean not null default false'); }

  async down(runner: QueryRunner) { await runner.query('alter table datarun drop curves'); }
}
