import { Column, PrimaryGeneratedColumn, type ColumnOptions } from 'typeorm';

/** A timestamptz that stays text: TypeORM would make a Date of a column it knows as timestamptz. */
export const Moment = (name: string, options: ColumnOptions = {}) => Column('text', { name, ...options });
/** Set by the database. */
export const Stamped = (name: string) => Moment(name, { insert: false, update: false });
export const Numeric = (name: string) => Column('numeric', { name, nullable: true });
export const Key = () => PrimaryGeneratedColumn('identity', { name: 'id', type: 'integer' });
