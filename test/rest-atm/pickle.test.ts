import { pickle, PyDict, PyFloat, PyTuple } from '../../rest-compat/atm/pickle';
import { pickledPairs, pickledTunables, pickledValues } from '../../rest-compat/atm/hyperparameter-fields';
import { loadedByPython } from './support/unpickle';

// The base64 texts are the ones of the documentation of ATM's REST API.
const documented = {
  values: 'gAN9cQAoWAsAAABuX25laWdoYm9yc3EBY251bXB5LmNvcmUubXVsdGlhcnJheQpzY2FsYXIKcQJjbnVtcHkKZHR5cGUKcQNYAgAAAGk4cQRLAEsBh3EFUnEGKEsDWAEAAAA8cQdOTk5K/////0r/////SwB0cQhiQwgPAAAAAAAAAHEJhnEKUnELWAkAAABsZWFmX3NpemVxDGgCaAZDCCsAAAAAAAAAcQ2GcQ5ScQ9YBwAAAHdlaWdodHNxEFgIAAAAZGlzdGFuY2VxEVgJAAAAYWxnb3JpdGhtcRJYCQAAAGJhbGxfdHJlZXETWAYAAABtZXRyaWNxFFgJAAAAbWFuaGF0dGFucRVYBgAAAF9zY2FsZXEWiHUu',
  categoricals: 'gANdcQAoWAcAAABwZW5hbHR5cQFYAgAAAGwxcQKGcQNYDQAAAGZpdF9pbnRlcmNlcHRxBIiGcQVlLg==',
  constants: 'gANdcQAoWAwAAABjbGFzc193ZWlnaHRxAVgIAAAAYmFsYW5jZWRxAoZxA1gGAAAAX3NjYWxlcQSIhnEFZS4=',
  tunables: 'gANdcQAoWAEAAABDcQFjYnRiLmh5cGVyX3BhcmFtZXRlcgpGbG9hdEV4cEh5cGVyUGFyYW1ldGVyCnECY2J0Yi5oeXBlcl9wYXJhbWV0ZXIKUGFyYW1UeXBlcwpxA0sFhXEEUnEFXXEGKEc+5Pi1iONo8UdA+GoAAAAAAGWGcQeBcQh9cQkoWAwAAABfcGFyYW1fcmFuZ2VxCmgGWAUAAAByYW5nZXELXXEMKEfAFAAAAAAAAEdAFAAAAAAAAGV1YoZxDVgDAAAAdG9scQ5oAmgFXXEPKEc+5Pi1iONo8UdA+GoAAAAAAGWGcRCBcRF9cRIoaApoD2gLXXETKEfAFAAAAAAAAEdAFAAAAAAAAGV1YoZxFGUu',
};

describe('the pickled fields', () => {
  it('are byte for byte those of the documentation', () => {
    expect(pickledPairs([{ name: 'penalty', value: 'l1' }, { name: 'fit_intercept', value: true }])).toBe(documented.categoricals);
    expect(pickledPairs([{ name: 'class_weight', value: 'balanced' }, { name: '_scale', value: true }])).toBe(documented.constants);
    expect(pickledPairs([])).toBe('gANdcQAu');
    expect(pickledTunables(['C', 'tol'].map((name) => ({ name, type: 'FLOAT_EXP', low: 1e-5, high: 1e5 })))).toBe(documented.tunables);
    expect(pickledValues([
      { name: 'n_neighbors', value: 15 }, { name: 'leaf_size', value: 43 }, { name: 'weights', value: 'distance' },
      { name: 'algorithm', value: 'ball_tree' }, { name: 'metric', value: 'manhattan' }, { name: '_scale', value: true },
    ], [{ name: 'n_neighbors', type: 'INT' }, { name: 'leaf_size', type: 'INT' }])).toBe(documented.values);
  });

  it('load in Python with the types that a client of the original expects', () => {
    const texts = [
      pickledValues([{ name: 'C', value: 1 }, { name: 'tol', value: 1.5e-7 }, { name: 'k', value: 9 }, { name: 'plain', value: 3 }, { name: 'none', value: null }],
        [{ name: 'C', type: 'FLOAT_EXP' }, { name: 'tol', type: 'FLOAT' }, { name: 'k', type: 'INT_EXP' }]),
      pickledTunables([
        { name: 'a', type: 'INT', low: 1, high: 20 }, { name: 'b', type: 'FLOAT', low: 0, high: 1 },
        { name: 'c', type: 'INT_EXP', low: 1, high: 1000 }, { name: 'd', type: 'INT', low: 2, high: 3 },
      ]),
      pickledPairs([{ name: 'nu', value: 2.5 }, { name: 'sizes', value: [3, 4] }, { name: 'w', value: { '0': 1, ü: 'é€😀' } }]),
    ];
    expect(loadedByPython(texts)).toEqual([
      "{'C': float64:1.0, 'tol': float64:1.5e-07, 'k': int64:9, 'plain': 3, 'none': None}",
      "[('a', IntHyperParameter('INT', [1, 20]) [1, 20] [1, 20]), ('b', FloatHyperParameter('FLOAT', [0.0, 1.0]) [0.0, 1.0] [0.0, 1.0]), "
      + "('c', IntExpHyperParameter('INT_EXP', [1, 1000]) [1, 1000] [0.0, 3.0]), ('d', IntHyperParameter('INT', [2, 3]) [2, 3] [2, 3])]",
      "[('nu', 2.5), ('sizes', [3, 4]), ('w', {'0': 1, 'ü': 'é€😀'})]",
    ]);
  });
});

describe('the pickle writer', () => {
  const b64 = (value: Parameters<typeof pickle>[0]) => pickle(value).toString('base64');

  it('covers every size of number, text, list and tuple', () => {
    const values: [Parameters<typeof pickle>[0], string][] = [
      [[0, 255, 256, 65535, 65536, -1, 2147483647, 2147483648, -2147483649, Number.MAX_SAFE_INTEGER],
        '[0, 255, 256, 65535, 65536, -1, 2147483647, 2147483648, -2147483649, 9007199254740991]'],
      [[new PyFloat(1), 0.1, 5e-324, 1.7976931348623157e308], '[1.0, 0.1, 5e-324, 1.7976931348623157e+308]'],
      [[new PyTuple([]), new PyTuple([1]), new PyTuple([1, 2]), new PyTuple([1, 2, 3]), new PyTuple([1, 2, 3, 4])], '[(), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4)]'],
      [[null, true, false, ''], "[None, True, False, '']"],
      [new PyDict([['one', 1]]), "{'one': 1}"],
      [[7], '[7]'],
      [new Uint8Array(300).fill(65), `b'${'A'.repeat(300)}'`],
    ];
    expect(loadedByPython(values.map(([value]) => b64(value)))).toEqual(values.map(([, shown]) => shown));
  });

  it('keeps references right past 255 memo entries and 1000 items, and shares what is one object', () => {
    const shared = [1, 2];
    const many = Array.from({ length: 2001 }, (_, i) => `name${i}`);
    const [list, twice] = loadedByPython([b64(many), b64([...many.slice(0, 300), shared, shared, 'C', 'C'])]);
    expect(list).toBe(`[${many.map((name) => `'${name}'`).join(', ')}]`);
    expect(twice.endsWith("[1, 2], [1, 2], 'C', 'C']")).toBe(true);
  });

  it('refuses what has no exact form', () => {
    expect(() => pickle([NaN])).toThrow(RangeError);
  });
});
