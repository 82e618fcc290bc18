import { LRUCache } from 'lru-cache';
import { inOrder } from './json';
import { pickle, PyDict, PyFloat, PyGlobal, PyObject, PySymbol, PyTuple, type PyValue } from './pickle';

export type TunableType = 'INT' | 'INT_EXP' | 'FLOAT' | 'FLOAT_EXP';
export interface NamedValue { name: string; value: unknown }
export interface Tunable { name: string; type: TunableType; low: number; high: number }

const isInteger = (type: TunableType) => type === 'INT' || type === 'INT_EXP';
const base64 = (value: PyValue) => pickle(value).toString('base64');

function fromJson(value: unknown): PyValue {
  if (value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(fromJson);
  if (typeof value === 'object') return new PyDict(Object.entries(value).map(([key, item]) => [key, fromJson(item)] as const));
  throw new TypeError(`A hyperparameter cannot be a ${typeof value}`);
}

/** `categorical_hyperparameters_64` and `constant_hyperparameters_64`: a list of (name, value). */
export function pickledPairs(values: readonly NamedValue[]): string {
  return base64(values.map(({ name, value }) => new PyTuple([name, fromJson(value)])));
}

/** `hyperparameter_values_64`: name -> value, where tuned numbers are numpy scalars and the others are plain. */
export function pickledValues(values: readonly NamedValue[], tunables: readonly Pick<Tunable, 'name' | 'type'>[]): string {
  // Those of a classifier never change, and clients ask for the same page again and again while a search runs.
  const key = JSON.stringify([values, tunables]), before = knownValues.get(key);
  if (before !== undefined) return before;
  const made = pickleValues(values, tunables);
  knownValues.set(key, made);
  return made;
}
const knownValues = new LRUCache<string, string>({ max: 5000 });

function pickleValues(values: readonly NamedValue[], tunables: readonly Pick<Tunable, 'name' | 'type'>[]): string {
  const types = new Map(tunables.map(({ name, type }) => [name, type]));
  const scalar = numpyScalars();
  return base64(new PyDict(values.map(({ name, value }) => {
    const type = types.get(name);
    return [name, type && typeof value === 'number' ? scalar(value, isInteger(type)) : fromJson(value)] as const;
  })));
}

/** One numpy dtype object a kind in each pickle, as numpy itself has it. */
function numpyScalars(): (value: number, integer: boolean) => PyValue {
  const scalar = new PyGlobal('numpy.core.multiarray', 'scalar');
  const dtype = new PyGlobal('numpy', 'dtype');
  const describe = (code: string) =>
    new PyObject('call', dtype, new PyTuple([code, 0, 1]), new PyTuple([3, '<', null, null, null, -1, -1, 0]));
  const int64 = describe('i8');
  const float64 = describe('f8');
  return (value, wanted) => {
    const integer = wanted && Number.isSafeInteger(value);
    const bytes = Buffer.alloc(8);
    if (integer) bytes.writeBigInt64LE(BigInt(value));
    else bytes.writeDoubleLE(value);
    return new PyObject('call', scalar, new PyTuple([integer ? int64 : float64, bytes]));
  };
}

/** `categorical_hyperparameters`, `constant_hyperparameters` and `hyperparameter_values`: name -> value. */
export const plainValues = (values: readonly NamedValue[]) => inOrder(values.map(({ name, value }) => [name, value]));

/** `tunable_hyperparameters`: name -> the declared range and how it is searched. */
export const plainTunables = (tunables: readonly Tunable[]) => inOrder(tunables.map(({ name, type, low, high }) => [name, { range: [low, high], type: type.toLowerCase() }]));

const hyperParameters: Record<TunableType, { name: string; code: number }> = {
  INT: { name: 'IntHyperParameter', code: 1 },
  INT_EXP: { name: 'IntExpHyperParameter', code: 2 },
  FLOAT: { name: 'FloatHyperParameter', code: 4 },
  FLOAT_EXP: { name: 'FloatExpHyperParameter', code: 5 },
};

/** `tunable_hyperparameters_64`: a list of (name, btb.hyper_parameter object) with the declared and the searched range. */
export function pickledTunables(tunables: readonly Tunable[]): string {
  const paramTypes = new PyGlobal('btb.hyper_parameter', 'ParamTypes');
  const declared = new PySymbol('_param_range');
  const searched = new PySymbol('range');
  const once = new Map<TunableType, { cls: PyGlobal; member: PyObject }>();
  return base64(tunables.map(({ name, type, low, high }) => {
    if (!once.has(type)) {
      once.set(type, {
        cls: new PyGlobal('btb.hyper_parameter', hyperParameters[type].name),
        member: new PyObject('call', paramTypes, new PyTuple([hyperParameters[type].code])),
      });
    }
    const { cls, member } = once.get(type)!;
    const range = [low, high].map((end) => (isInteger(type) ? end : new PyFloat(end)));
    const search = type.endsWith('_EXP') ? [low, high].map((end) => new PyFloat(Math.log10(end))) : [...range];
    const state = new PyDict([[declared, range], [searched, search]]);
    return new PyTuple([name, new PyObject('new', cls, new PyTuple([member, range]), state)]);
  }));
}

interface Ranges { categoricals: readonly NamedValue[]; constants: readonly NamedValue[]; tunables: readonly Tunable[] }
type WireRanges = Readonly<Record<keyof Ranges, object> & Record<`${keyof Ranges}64`, string>>;

/** A page of classifiers shows the same few hyperpartitions again and again; all methods together have about 250, of 1 to 3 kB. */
const known = new LRUCache<string, WireRanges>({ max: 1000 });

/** The hyperparameters of a hyperpartition, pickled and plain. */
export function rangesOf({ categoricals, constants, tunables }: Ranges): WireRanges {
  const key = JSON.stringify([categoricals, constants, tunables]), before = known.get(key);
  if (before) return before;
  const made: WireRanges = {
    categoricals: plainValues(categoricals), categoricals64: pickledPairs(categoricals), constants: plainValues(constants), constants64: pickledPairs(constants),
    tunables: plainTunables(tunables), tunables64: pickledTunables(tunables),
  };
  known.set(key, made);
  return made;
}
