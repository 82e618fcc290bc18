import type { MigrationInterface, QueryRunner } from 'typeorm';

const identity = 'id integer generated always as identity primary key';
const states = (list: string) => `check (${list.split(' ')[0]} in (${list.split(' ').slice(1).map((s) => `'${s}'`).join(', ')}))`;

/** experiment -> stage -> component -> pod, with the edges between components, environments and outputs. */
export class Experiments1700000000003 implements MigrationInterface {
  name = 'Experiments1700000000003';

  async up(runner: QueryRunner) {
    await runner.query(`
      create table environment (
        ${identity}, name text not null unique, image text, docker_image text, kernel_spec jsonb, description text,
        created_at timestamptz not null default clock_timestamp())`);
    await runner.query(`
      create table experiment (
        ${identity}, uid uuid not null unique default gen_random_uuid(),
        name text not null, kind text not null ${states('kind FRAMEWORK WORKFLOW BENCHMARK')}, namespace text not null,
        framework text, command text, env_vars jsonb not null default '[]', environment_id integer references environment,
        num_cpus double precision, max_bandwidth_mbit integer, priority integer not null,
        status text not null ${states('status ACCEPTED INITIALISING WAITING_ON_RESOURCE RUNNING SUCCEEDED FAILED CANCELLED')},
        status_reason text, stopping text ${states('stopping STOPPED FAILED')}, exit_status text ${states('exit_status SUCCESS FAILED STOPPED')}, error_message text,
        spec jsonb not null, job_metadata jsonb not null default '{}', owner text, tags text[] not null default '{}',
        client_mutation_id text, last_tag integer,
        components_total integer not null default 0, components_done integer not null default 0,
        components_failed integer not null default 0, components_running integer not null default 0,
        accepted_at timestamptz not null default clock_timestamp(), created_at timestamptz not null default clock_timestamp(),
        started_at timestamptz, finished_at timestamptz)`);
    await runner.query('create index experiment_of_environment on experiment (environment_id)');
    await runner.query(`create index experiment_active on experiment (priority) where finished_at is null`);
    await runner.query('create unique index experiment_of_mutation on experiment (client_mutation_id) where client_mutation_id is not null');
    await runner.query(`
      create table stage (
        ${identity}, experiment_id integer not null references experiment on delete cascade,
        index integer not null, name text not null, weight double precision not null, continue_on_error boolean not null,
        state text not null ${states('state INITIALISING RUNNING WAITING_ON_RESOURCE SUSPENDED FINISHED FAILED COMPONENT_SHUTDOWN')},
        components_total integer not null, components_finished integer not null default 0,
        unique (experiment_id, index))`);
    await runner.query(`
      create table component (
        ${identity}, experiment_id integer not null references experiment on delete cascade,
        stage_id integer not null references stage on delete cascade,
        name text not null, role text, replicas integer not null, replica_index integer,
        command jsonb not null, image text, resources jsonb not null, env_vars jsonb not null, secrets jsonb not null default '{}', files jsonb not null default '[]',
        state text not null ${states('state WAITING WAITING_ON_RESOURCE RUNNING CHECKING SUSPENDED FINISHED FAILED COMPONENT_SHUTDOWN')},
        state_reason text, gang_id integer not null, service boolean not null,
        restarts integer not null default 0, max_restarts integer not null, time_limit_seconds double precision,
        attempt integer not null default 0, open_producers integer not null,
        exit_reason text, return_code integer, working_directory text,
        unique (stage_id, name))`);
    await runner.query('create index component_of_experiment on component (experiment_id, id)');
    await runner.query('create index component_of_gang on component (gang_id)');
    await runner.query(`
      create table dependency (
        component_id integer not null references component on delete cascade,
        producer_id integer not null references component on delete cascade,
        position integer not null, method text not null, path text not null,
        primary key (component_id, position))`);
    await runner.query('create index dependency_of_producer on dependency (producer_id)');
    await runner.query(`
      create table pod (
        ${identity}, experiment_id integer not null references experiment on delete cascade,
        component_id integer not null references component on delete cascade,
        name text not null, replica_index integer not null, attempt integer not null,
        phase text not null ${states('phase PENDING RUNNING SUCCEEDED FAILED UNKNOWN')}, reason text,
        host text not null, ip text, worker_id uuid not null, pid integer, labels jsonb not null, limits jsonb not null,
        exit_code integer, cpu_seconds double precision, max_memory_bytes bigint,
        created_at timestamptz not null default clock_timestamp(), started_at timestamptz, finished_at timestamptz,
        unique (component_id, attempt, replica_index))`);
    await runner.query('create index pod_of_experiment on pod (experiment_id, id)');
    await runner.query(`create index pod_running on pod (worker_id) where phase in ('PENDING', 'RUNNING')`);
    await runner.query(`
      create table output (
        ${identity}, experiment_id integer not null references experiment on delete cascade,
        component_id integer not null references component on delete cascade,
        name text not null, description text not null, type text not null, path text not null,
        location text, bytes bigint, version integer not null default 0, final boolean not null default false, created_at timestamptz,
        unique (experiment_id, name))`);
    await runner.query('create index output_of_component on output (component_id)');
    await runner.query('create index experiment_by_age on experiment (created_at)');
    await runner.query('create index datarun_by_age on datarun (created_at)');
    // Runs of every kind as one list. `id` is unique over the kinds, `number` is the key in the table of the kind.
    await runner.query(`
      create view run as
        select id * 8 as id, 'DATARUN' as kind, id as number, description as name, status, error_message, owner, tags, created_at, started_at, finished_at from datarun
        union all
        select id * 8 + 1, 'EXPERIMENT', id, name, status, error_message, owner, tags, created_at, started_at, finished_at from experiment`);
  }

  async down(runner: QueryRunner) {
    await runner.query('drop view run');
    await runner.query('drop index datarun_by_age');
    await runner.query('drop table output, pod, dependency, component, stage, experiment, environment');
  }
}
