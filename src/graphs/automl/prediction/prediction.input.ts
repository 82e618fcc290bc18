import { Field, ID, InputType } from 'type-graphql';
import { BadInput, LimitExceeded } from '../../../core/errors';
import { Json } from '../../scalars';

export const MOST_ROWS = 100_000;
/** Rows times classes: an answer of this size keeps the server from others for up to a second. */
export const MOST_VALUES = 500_000;
/** As many as a request to a Python process should have. */
export const MOST_CSV_BYTES = 16_000_000;

@InputType({ description: 'What is to be predicted, by which model: either classifierId or datarunId, and either rows or csv.' })
export class PredictInput {
  @Field(() => ID, { nullable: true, description: 'The classifier that predicts; it must be complete.' }) classifierId?: string;
  @Field(() => ID, { nullable: true, description: 'The best classifier of this datarun predicts, by its score target.' }) datarunId?: string;
  @Field(() => [Json], { nullable: true, description: `Objects by the names of the training file's columns, 1 to ${MOST_ROWS}; rows times classes may be ${MOST_VALUES}. The class and other columns may be there; they are ignored.` }) rows?: unknown[];
  @Field(() => String, { nullable: true, description: `The same as CSV text with a header row, at most ${MOST_CSV_BYTES} bytes.` }) csv?: string;
}

export type Row = Record<string, unknown>;
/** Rows as they go to Python. */
export type Rows = { rows: Row[] } | { csv: string };

/** @throws BadInput unless exactly one of the two is given */
export function oneOf<A extends keyof PredictInput, B extends keyof PredictInput>(input: PredictInput, a: A, b: B): A | B {
  if ((input[a] == null) === (input[b] == null)) throw new BadInput(`Give either ${a} or ${b}${input[a] == null ? '' : ', not both'}.`, ['input', b]);
  return input[a] == null ? b : a;
}

/** @throws BadInput naming the row that is no object; LimitExceeded */
export function checkedRows(input: PredictInput): Rows {
  if (oneOf(input, 'rows', 'csv') === 'csv') {
    const csv = input.csv!, bytes = Buffer.byteLength(csv);
    if (bytes > MOST_CSV_BYTES) throw new LimitExceeded(`The CSV text has ${bytes} bytes; ${MOST_CSV_BYTES} can be predicted at a time.`, { path: ['input', 'csv'], limit: MOST_CSV_BYTES, actual: bytes });
    return { csv };
  }
  const rows = input.rows!;
  if (!rows.length) throw new BadInput('There are no rows to predict.', ['input', 'rows']);
  if (rows.length > MOST_ROWS) throw new LimitExceeded(`There are ${rows.length} rows; ${MOST_ROWS} can be predicted at a time.`, { path: ['input', 'rows'], limit: MOST_ROWS, actual: rows.length });
  const wrong = rows.findIndex((row) => typeof row !== 'object' || row === null || Array.isArray(row));
  if (wrong !== -1) throw new BadInput(`Row ${wrong + 1} is not an object with the values by the names of their columns.`, ['input', 'rows', wrong]);
  return { rows: rows as Row[] };
}
