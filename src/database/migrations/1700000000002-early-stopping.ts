import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Trials that end as soon as they cannot become the best of their datarun. */
export class EarlyStopping1700000000002 implements MigrationInterface {
  async up(runner: QueryRunner) {
    await runner.query('alter table datarun add early_stopping boolean not null default false');
    await runner.query('alter table classifier add stopped_mean numeric(20,10)');
    await this.allow(runner, ['RUNNING', 'COMPLETE', 'ERRORED', 'STOPPED_EARLY']);
  }

  async down(runner: QueryRunner) {
    await runner.query(`update classifier set status = 'ERRORED' where status = 'STOPPED_EARLY'`);
    await this.allow(runner, ['RUNNING', 'COMPLETE', 'ERRORED']);
    await runner.query('alter table classifier drop stopped_mean');
    await runner.query('alter table datarun drop early_stopping');
  }

  private async allow(runner: QueryRunner, statuses: string[]) {
    await runner.query(`alter table classifier drop constraint classifier_status_check,
      add constraint classifier_status_check check (status in (${statuses.map((status) => `'${status}'`).join(', ')}))`);
  }
}
