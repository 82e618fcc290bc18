import { z } from 'zod';

/** A fixed value: of a categorical in one partition, or of a constant. */
export type HyperparameterValue = string | number | boolean | null;
export type TunableType = 'INT' | 'INT_EXP' | 'FLOAT' | 'FLOAT_EXP';

/** One choice among values (a constant when there is one), or a range to be tuned, both ends included. */
export type Hyperparameter =
  | { kind: 'choice'; type: 'int_cat' | 'float_cat' | 'string' | 'bool'; values: readonly HyperparameterValue[] }
  | { kind: 'range'; type: TunableType; low: number; high: number };

/** One problem in a method file: the field, as `hyperparameters.C.range`, and what is wrong with it. */
export interface Problem { field: string; message: string }

const numericTypes = ['int', 'int_exp', 'float', 'float_exp'] as const;
const choiceTypes = ['int_cat', 'float_cat', 'string', 'bool'] as const;
const unique = (values: readonly unknown[]) => new Set(values).size === values.length;

const numeric = z.strictObject({ type: z.enum(numericTypes), range: z.array(z.number()).min(1).max(2) })
  .superRefine(({ type, range }, issue) => {
    const fault = (message: string) => issue.addIssue({ code: 'custom', path: ['range'], message });
    const [low, high] = range;
    if (type.startsWith('int') && !range.every(Number.isSafeInteger)) fault(`the type ${type} needs whole numbers`);
    if (type.endsWith('_exp') && !range.every((end) => end > 0)) fault(`the type ${type} needs numbers above 0, because it is searched by its logarithm`);
    if (high !== undefined && low >= high) fault('the first number must be below the second (write one number for a constant)');
  })
  .transform(({ type, range: [low, high] }): Hyperparameter => high === undefined
    ? { kind: 'choice', type: type.startsWith('int') ? 'int_cat' : 'float_cat', values: [low] }
    : { kind: 'range', type: type.toUpperCase() as TunableType, low, high });

const holds: Record<(typeof choiceTypes)[number], (value: HyperparameterValue) => boolean> = {
  int_cat: Number.isSafeInteger, float_cat: Number.isFinite,
  bool: (value) => typeof value === 'boolean', string: (value) => typeof value !== 'number',
};
const choice = z.strictObject({ type: z.enum(choiceTypes), values: z.array(z.union([z.string(), z.number(), z.boolean(), z.null()])).min(1) })
  .superRefine(({ type, values }, issue) => {
    values.forEach((value, i) => {
      // null means "not set" and is allowed for every type.
      if (value !== null && !holds[type](value)) issue.addIssue({ code: 'custom', path: ['values', i], message: `${JSON.stringify(value)} is not of the type ${type}` });
    });
    if (!unique(values)) issue.addIssue({ code: 'custom', path: ['values'], message: 'a value is listed twice' });
  })
  // ATM reads a string hyperparameter through Python's str(), so true means the text True.
  .transform(({ type, values }): Hyperparameter => ({ kind: 'choice', type, values: type === 'string' ? values.map((value) => typeof value === 'boolean' ? pythonText(value) : value) : values }));

const list = z.strictObject({ type: z.literal('list'), list_length: z.array(z.int().min(1).max(64)).min(1).refine(unique, 'a length is listed twice'), element: numeric });

const byType = { ...Object.fromEntries(numericTypes.map((type) => [type, numeric])), ...Object.fromEntries(choiceTypes.map((type) => [type, choice])), list } as Record<string, typeof numeric | typeof choice | typeof list>;

/** zod says 'expected array, received undefined' for what is simply not there. */
const wording = { error: (issue: { code?: string; input?: unknown }) => issue.code === 'invalid_type' && issue.input === undefined ? 'is missing' : undefined };

/** Looks at `type` first, so that a fault is reported against the shape that was meant. */
const hyperparameter = z.looseObject({ type: z.string() }).transform((raw, context) => {
  const schema = byType[raw.type];
  if (!schema) {
    context.addIssue({ code: 'custom', path: ['type'], message: `${JSON.stringify(raw.type)} is not a type; it must be one of ${Object.keys(byType).join(', ')}` });
    return z.NEVER;
  }
  const parsed = schema.safeParse(raw, wording);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) context.addIssue({ code: 'custom', path: issue.path, message: describe(issue) });
  return z.NEVER;
});

const identifier = z.string().regex(/^[A-Za-z_]\w{0,63}$/, 'must be a Python name of at most 64 characters');
const names = z.array(identifier).refine(unique, 'a name is listed twice');

/** The format of ATM's method files. */
export const methodFileSchema = z.strictObject({
  name: z.string().regex(/^[A-Za-z][\w-]{0,63}$/, 'must start with a letter, then letters, digits, _ or -, at most 64 characters'),
  // The trial process imports nothing else either; said here, it is said before the first trial.
  class: z.string().regex(/^sklearn(\.[a-z][a-z0-9_]*)+\.[A-Z][A-Za-z0-9]*$/, 'must be the import path of a scikit-learn classifier, such as sklearn.svm.SVC'),
  hyperparameters: z.record(identifier, hyperparameter),
  root_hyperparameters: names,
  conditional_hyperparameters: z.record(z.string(), z.record(z.string(), names)),
});
export type MethodFile = z.output<typeof methodFileSchema>;

const otherNames: Record<string, string> = { conditions: 'conditional_hyperparameters', parameters: 'hyperparameters', root_parameters: 'root_hyperparameters', values: 'range', range: 'values' };

function describe(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'unrecognized_keys') return issue.message;
  return issue.keys.map((key) => `${JSON.stringify(key)} is not a field here${otherNames[key] ? `; is ${JSON.stringify(otherNames[key])} meant?` : ''}`).join('; ');
}

/** Reads one file's text; with problems there is no file. */
export function parseMethodFile(text: string): { file: MethodFile } | { problems: Problem[] } {
  let json: unknown;
  try { json = JSON.parse(text.replace(/^\uFEFF/, '')); } catch (error) { return { problems: [{ field: '', message: `not JSON: ${(error as Error).message}` }] }; }
  const parsed = methodFileSchema.safeParse(json, wording);
  if (parsed.success) return { file: parsed.data };
  return { problems: parsed.error.issues.map((issue) => ({ field: issue.path.join('.'), message: describe(issue) })) };
}

/** A value as Python's `str()` writes it: the form in which ATM's files name the values of a condition. */
export function pythonText(value: HyperparameterValue): string {
  if (value === null) return 'None';
  return typeof value === 'boolean' ? (value ? 'True' : 'False') : String(value);
}
