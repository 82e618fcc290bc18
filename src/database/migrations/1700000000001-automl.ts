import type { MigrationInterface, QueryRunner } from 'typeorm';

/** dataset -> datarun -> hyperpartition -> classifier. The integer keys are the ids that ATM's API shows. */
export class Automl1700000000001 implements MigrationInterface {
  async up(runner: QueryRunner) {
    await runner.query(`
      create table dataset (
        id integer generated always as identity primary key,
        name text not null, description text, class_column text not null,
        train_path text not null, test_path text,
        train_file text not null, test_file text,
        n_examples integer not null, k_classes integer not null, d_features integer not null,
        majority numeric(10,9) not null, size_kb integer not null,
        created_at timestamptz not null default clock_timestamp())`);
    await runner.query(`
      create table datarun (
        id integer generated always as identity primary key,
        dataset_id integer not null references dataset,
        description text not null, priority integer not null,
        selector text not null, tuner text not null, metric text not null, score_target text not null,
        k_window integer not null, r_minimum integer not null, gridding integer not null,
        budget_type text not null check (budget_type in ('NONE', 'CLASSIFIER', 'WALLTIME')),
        budget integer, deadline timestamptz, methods text[] not null, seed integer,
        status text not null check (status in ('PENDING', 'RUNNING', 'PAUSED', 'SUCCEEDED', 'FAILED', 'CANCELLED')),
        status_reason text, error_message text, owner text, tags text[] not null default '{}',
        client_mutation_id text,
        slots_enqueued integer not null default 0, last_tag integer, search_seed integer not null,
        trials_running integer not null default 0, trials_done integer not null default 0, trials_failed integer not null default 0,
        created_at timestamptz not null default clock_timestamp(), started_at timestamptz, finished_at timestamptz)`);
    await runner.query('create index datarun_of_dataset on datarun (dataset_id, id)');
    await runner.query(`create index datarun_active on datarun (priority) where status in ('PENDING', 'RUNNING')`);
    await runner.query('create index datarun_of_mutation on datarun (client_mutation_id) where client_mutation_id is not null');
    await runner.query(`
      create table hyperpartition (
        id integer generated always as identity primary key,
        datarun_id integer not null references datarun on delete cascade,
        method text not null, class_path text not null,
        status text not null check (status in ('INCOMPLETE', 'GRIDDING_DONE', 'ERRORED')),
        categoricals jsonb not null, constants jsonb not null, tunables jsonb not null,
        errors integer not null default 0)`);
    await runner.query('create index hyperpartition_of_datarun on hyperpartition (datarun_id, id)');
    await runner.query(`
      create table classifier (
        id integer generated always as identity primary key,
        datarun_id integer not null references datarun on delete cascade,
        hyperpartition_id integer not null references hyperpartition on delete cascade,
        slot integer not null, host text not null, worker_id uuid,
        status text not null check (status in ('RUNNING', 'COMPLETE', 'ERRORED')),
        attempt integer not null default 1, hyperparameters jsonb not null,
        cv_judgment_metric numeric(20,10), cv_judgment_metric_stdev numeric(20,10), test_judgment_metric numeric(20,10), mu_sigma numeric(20,10),
        scores jsonb not null default '[]', log text,
        model_location text, model_sha256 text, model_bytes bigint, metrics_location text,
        started_at timestamptz not null default clock_timestamp(), finished_at timestamptz, error_message text,
        unique (datarun_id, slot))`);
    await runner.query('create index classifier_of_datarun on classifier (datarun_id, id)');
    await runner.query('create index classifier_of_hyperpartition on classifier (hyperpartition_id, id)');
    await runner.query(`create index classifier_running on classifier (worker_id) where status = 'RUNNING'`);
    for (const score of ['cv_judgment_metric', 'test_judgment_metric', 'mu_sigma']) {
      await runner.query(`create index classifier_by_${score} on classifier (datarun_id, ${score} desc nulls last, id) where status = 'COMPLETE'`);
    }
  }

  async down(runner: QueryRunner) {
    await runner.query('drop table classifier, hyperpartition, datarun, dataset');
  }
}
