import { kinds } from '../../../rest-compat/atm/fields';

export type Row = Readonly<Record<string, any>>;
export interface Condition { name?: string; op?: string; val?: any; or?: Condition[]; and?: Condition[] }
export interface Order { field: string; direction?: 'asc' | 'desc' }
/** All rows of all collections, as the API shows them. */
export type World = Readonly<Record<string, readonly Row[]>>;

/** Two moments of different spelling are one text. */
const moment = (text: string) => (text.includes('.') ? text : `${text}.000000`);
const valueOf = (collection: string, row: Row, column: string) =>
  (row[column] !== null && kinds[collection]!.columns[column]!.type === 'date-time' ? moment(row[column]) : row[column]);

const OPERATORS: Record<string, (a: any, b: any) => boolean> = {
  '==': (a, b) => a === b, '!=': (a, b) => a !== b, '<': (a, b) => a < b, '<=': (a, b) => a <= b, '>': (a, b) => a > b, '>=': (a, b) => a >= b,
  in: (a, b) => b.includes(a), not_in: (a, b) => !b.includes(a),
  like: (a: string, b: string) => new RegExp(`^${[...b].map((c) => (c === '%' ? '[^]*' : c === '_' ? '[^]' : c.replace(/[^\w]/g, '\\$&'))).join('')}$`, 'i').test(a),
};

/** The rows that are related to this one. */
function related(world: World, collection: string, row: Row, relation: string): readonly Row[] {
  const { of, many } = kinds[collection]!.relations[relation]!;
  return many ? world[of]!.filter((other) => other[`${collection.slice(0, -1)}_id`] === row.id) : world[of]!.filter((other) => other.id === row[`${relation}_id`]);
}

/** Whether a row is one that a filter finds; slowly, and without any of the code that is tested. */
export function holds(world: World, collection: string, row: Row, { name, op, val, or, and }: Condition): boolean {
  if (or) return or.some((part) => holds(world, collection, row, part));
  if (and) return and.every((part) => holds(world, collection, row, part));
  if (op === 'has' || op === 'any') {
    const [relation, field] = name!.split('__'), { of } = kinds[collection]!.relations[relation!]!;
    return related(world, collection, row, relation!).some((other) => holds(world, of, other, field ? { name: field, op: '==', val } : val));
  }
  const value = valueOf(collection, row, name!);
  if (op === 'is_null' || op === 'is_not_null') return (value === null) === (op === 'is_null');
  const isMoment = kinds[collection]!.columns[name!]!.type === 'date-time';
  const wanted = isMoment ? (Array.isArray(val) ? val.map(moment) : moment(val)) : val;
  // Nothing is in an empty list, not even null.
  if (op === 'not_in' && !val.length) return true;
  return value !== null && OPERATORS[op!]!(value, wanted);
}

/** Rows in the asked-for order, nulls before everything else, and by id where that is all. */
export function ordered(world: World, collection: string, rows: readonly Row[], order: readonly Order[]): Row[] {
  const key = (row: Row, field: string) => {
    const [relation, column] = field.split('__');
    return column ? valueOf(kinds[collection]!.relations[relation!]!.of, related(world, collection, row, relation!)[0]!, column) : valueOf(collection, row, field);
  };
  const compare = (a: any, b: any) => (a === b ? 0 : a === null ? -1 : b === null ? 1 : a < b ? -1 : 1);
  return rows.toSorted((a, b) => {
    for (const { field, direction } of order) {
      const sign = compare(key(a, field), key(b, field)) * (direction === 'desc' ? -1 : 1);
      if (sign) return sign;
    }
    return a.id - b.id;
  });
}
