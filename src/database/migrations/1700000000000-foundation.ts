import type { MigrationInterface, QueryRunner } from 'typeorm';

const EVENT_LOCK = 7_305_111;

/** The event log and the list of workers. */
export class Foundation1700000000000 implements MigrationInterface {
  async up(runner: QueryRunner) {
    await runner.query(`
      create table event (
        id bigint generated always as identity primary key,
        topic text not null, subject text not null, payload jsonb not null,
        at timestamptz not null default clock_timestamp())`);
    await runner.query('create index event_of_subject on event (topic, subject, id)');
    await runner.query('create index event_at on event (at)');
    await runner.query(`
      create table event_floor (one boolean primary key default true check (one), id bigint not null default 0)`);
    await runner.query('insert into event_floor default values');
    // The ids must be given out after the lock is held: only then is their order the order of the commits.
    await runner.query(`
      create function append_events(drafts jsonb) returns bigint language plpgsql as $$
      declare last bigint;
      begin
        perform pg_advisory_xact_lock(${EVENT_LOCK});
        with added as (
          insert into event (topic, subject, payload)
          select d.value->>'topic', d.value->>'subject', d.value->'payload'
          from jsonb_array_elements(drafts) with ordinality d order by d.ordinality
          returning id)
        select max(id) into last from added;
        perform pg_notify('event', last::text);
        return last;
      end $$`);
    await runner.query(`
      create table worker (
        id uuid primary key, host text not null, pid integer not null, slots integer not null,
        started_at timestamptz not null default clock_timestamp(), last_seen_at timestamptz not null default clock_timestamp())`);
  }

  async down(runner: QueryRunner) {
    await runner.query('drop table worker, event, event_floor');
    await runner.query('drop function append_events');
  }
}
