import * as fc from 'fast-check';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { methodFrom } from '../../src/graphs/automl/search/method';
import { parseMethodFile } from '../../src/graphs/automl/search/method-file';
import { enumeratePartitions, loadMethods, type Partition } from '../../src/graphs/automl/search/methods';
import { canonical, referencePartitions, type RawMethod } from './reference-partitions';

const bundled = join(__dirname, '../../python/methods');
const raw = (name: string) => JSON.parse(readFileSync(join(bundled, `${name}.json`), 'utf8')) as RawMethod;
const methods = loadMethods();
const partitionsOf = (name: string) => enumeratePartitions(methods.get(name));
const describePartition = (p: Partition) => canonical({
  categoricals: Object.fromEntries(p.categoricals), constants: Object.fromEntries(p.constants),
  tunables: Object.fromEntries(p.tunables.map(({ name, type, low, high }) => [name, [type, low, high]])),
});

function partitionsFrom(file: RawMethod): Partition[] {
  const parsed = parseMethodFile(JSON.stringify(file));
  if (!('file' in parsed)) throw new Error(JSON.stringify(parsed.problems));
  const { method, problems } = methodFrom(parsed.file);
  expect(problems).toEqual([]);
  return enumeratePartitions(method);
}

describe('the bundled methods', () => {
  const counts = { logreg: 6, svm: 4, sgd: 24, dt: 2, et: 2, rf: 2, gnb: 1, mnb: 1, bnb: 1, gp: 8, pa: 4, knn: 24, mlp: 60, ada: 1 };

  test.each(Object.entries(counts))('%s has %i partitions, the same as an enumeration of every assignment', (name, count) => {
    const partitions = partitionsOf(name);
    expect(partitions).toHaveLength(count);
    expect(new Set(partitions.map(describePartition))).toEqual(referencePartitions(raw(name)));
  });

  test('are the 14, with 140 partitions', () => {
    expect(methods.names).toEqual(Object.keys(counts).sort());
    expect(readdirSync(bundled)).toHaveLength(14);
    expect(methods.names.flatMap(partitionsOf)).toHaveLength(140);
  });

  test('logreg comes in the order of ids that old clients know', () => {
    const partitions = partitionsOf('logreg');
    expect(partitions.map((p) => p.categoricals)).toEqual([
      [['penalty', 'l1'], ['fit_intercept', true]], [['penalty', 'l1'], ['fit_intercept', false]],
      [['penalty', 'l2'], ['fit_intercept', true], ['dual', true]], [['penalty', 'l2'], ['fit_intercept', true], ['dual', false]],
      [['penalty', 'l2'], ['fit_intercept', false], ['dual', true]], [['penalty', 'l2'], ['fit_intercept', false], ['dual', false]],
    ]);
    expect(partitions[0].constants).toEqual([['class_weight', 'balanced'], ['_scale', true]]);
    expect(partitions[0].tunables).toEqual([{ name: 'C', type: 'FLOAT_EXP', low: 1e-5, high: 1e5 }, { name: 'tol', type: 'FLOAT_EXP', low: 1e-5, high: 1e5 }]);
  });

  test('the 23rd partition of logreg, dt and knn is the documented one', () => {
    const documented = ['logreg', 'dt', 'knn'].flatMap(partitionsOf)[22];
    expect(documented).toEqual({
      method: 'knn', class: 'sklearn.neighbors.KNeighborsClassifier',
      categoricals: [['weights', 'distance'], ['algorithm', 'ball_tree'], ['metric', 'manhattan']], constants: [['_scale', true]],
      tunables: [{ name: 'n_neighbors', type: 'INT', low: 1, high: 20 }, { name: 'leaf_size', type: 'INT', low: 1, high: 50 }],
    });
  });

  test('the length of a list comes last among the categoricals of the root, its elements among the tunables', () => {
    const [first, second, , , , , , , , , , , sgd] = partitionsOf('mlp');
    expect(first.categoricals).toEqual([['solver', 'lbfgs'], ['activation', 'relu'], ['len(hidden_layer_sizes)', 1]]);
    expect(second.tunables.map((t) => t.name)).toEqual(['alpha', 'hidden_layer_sizes[0]', 'hidden_layer_sizes[1]']);
    expect(sgd.categoricals).toEqual([['solver', 'sgd'], ['activation', 'relu'], ['len(hidden_layer_sizes)', 1], ['learning_rate', 'constant']]);
    expect(sgd.tunables.map((t) => t.name)).toEqual(['alpha', 'learning_rate_init', 'hidden_layer_sizes[0]']);
    expect(first.constants).toEqual([['batch_size', 'auto'], ['_scale', 'True']]);
  });

  test.each(['et', 'rf'])('%s tunes min_samples_split, and every tunable once', (name) => {
    for (const partition of partitionsOf(name)) {
      expect(partition.tunables.map((t) => t.name)).toEqual(['max_features', 'max_depth', 'min_samples_split', 'min_samples_leaf']);
    }
  });

  test('five partitions of gp, and gnb, have nothing to tune', () => {
    expect(partitionsOf('gp').filter((p) => !p.tunables.length)).toHaveLength(5);
    expect(partitionsOf('gnb')[0]).toMatchObject({ tunables: [], categoricals: [], constants: [['_scale_minmax', true]] });
  });

  test('a byte order mark, as some editors write it, is no fault', () => {
    expect(parseMethodFile(`\ufeff${JSON.stringify({ name: 'm', class: 'sklearn.svm.SVC', hyperparameters: {}, root_hyperparameters: [], conditional_hyperparameters: {} })}`)).toHaveProperty('file');
  });

  test.each(['../logreg', 'logreg.json', '/etc/passwd', '__proto__', 'constructor', '', 'LOGREG'])('the name %j is unknown, and the answer names those that exist', (name) => {
    expect(() => methods.get(name, ['input', 'methods', 0])).toThrow(expect.objectContaining({
      code: 'BAD_USER_INPUT', details: { path: ['input', 'methods', 0] },
      message: expect.stringContaining('The methods are ada, bnb, dt, et, gnb, gp, knn, logreg, mlp, mnb, pa, rf, sgd, svm.') as string,
    }));
  });
});

const values = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 3 });
const anyHyperparameter = fc.oneof(
  values.map((v) => ({ type: 'string', values: v })),
  fc.constantFrom({ type: 'int', range: [1, 9] }, { type: 'float_exp', range: [0.1, 10] }, { type: 'int', range: [7] }, { type: 'bool', values: [true, false] }, { type: 'list', list_length: [1, 3], element: { type: 'int', range: [2, 5] } }, { type: 'list', list_length: [2], element: { type: 'float', range: [0, 1] } }),
);
/** Files in which every name is used: what is not in the root hangs on a value of an earlier categorical. */
const anyMethod = fc.array(fc.record({ h: anyHyperparameter, parent: fc.nat(), value: fc.nat() }), { minLength: 1, maxLength: 6 }).map((items): RawMethod => {
  const file: RawMethod = { name: 'm', class: 'sklearn.svm.SVC', hyperparameters: {}, root_hyperparameters: [], conditional_hyperparameters: {} };
  items.forEach(({ h, parent, value }, i) => {
    const parents = Object.entries(file.hyperparameters).filter(([, other]) => other.values);
    file.hyperparameters[`p${i}`] = h;
    const [name, chosen] = parents[parent % (parents.length + 1)] ?? [];
    if (!name || !chosen) { file.root_hyperparameters.push(`p${i}`); return; }
    const v = chosen.values![value % chosen.values!.length];
    const key = v === true ? 'True' : v === false ? 'False' : String(v);
    ((file.conditional_hyperparameters[name] ??= {})[key] ??= []).push(`p${i}`);
  });
  return file;
});

describe('any method file', () => {
  test('has the partitions that the enumeration of every assignment finds, each once', () => {
    fc.assert(fc.property(anyMethod, (file) => {
      const partitions = partitionsFrom(file).map(describePartition);
      expect(new Set(partitions).size).toBe(partitions.length);
      expect(new Set(partitions)).toEqual(referencePartitions(file));
    }), { numRuns: 200 });
  });

  test('is enumerated with the first categorical slowest and values in their listed order', () => {
    const rank = (file: RawMethod, [name, value]: [string, unknown]) => {
      const of = file.hyperparameters[name.replace(/^len\((.*)\)$/, '$1')];
      return ((of.values ?? of.list_length) as unknown[]).indexOf(value);
    };
    fc.assert(fc.property(anyMethod, (file) => {
      const partitions = partitionsFrom(file);
      for (let i = 1; i < partitions.length; i++) {
        const [before, after] = [partitions[i - 1].categoricals, partitions[i].categoricals];
        const at = after.findIndex((c, j) => before[j]?.[1] !== c[1]);
        expect(before[at][0]).toBe(after[at][0]);
        expect(rank(file, before[at])).toBe(rank(file, after[at]) - 1);
      }
    }), { numRuns: 200 });
  });

  test('a name that two chosen values bring into play is there once', () => {
    const file: RawMethod = {
      name: 'm', class: 'sklearn.svm.SVC', hyperparameters: { a: { type: 'string', values: ['x', 'y'] }, b: { type: 'string', values: ['x', 'y'] }, t: { type: 'int', range: [1, 2] } },
      root_hyperparameters: ['a', 'b'], conditional_hyperparameters: { a: { x: ['t'] }, b: { x: ['t'] } },
    };
    expect(partitionsFrom(file).map((p) => p.tunables.length)).toEqual([1, 1, 1, 0]);
  });
});

describe('method files of the operator', () => {
  let folder: string;
  beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'methods-')); });
  afterEach(() => { rmSync(folder, { recursive: true }); });
  const good = (): RawMethod => ({ ...raw('svm'), name: 'my_svm' });
  const load = (...files: unknown[]) => {
    files.forEach((file, i) => { writeFileSync(join(folder, `${i}.json`), typeof file === 'string' ? file : JSON.stringify(file)); });
    return loadMethods(folder);
  };
  const problemsOf = (...files: unknown[]): string[] => {
    try { load(...files); } catch (error) { return (error as { problems: string[] }).problems.map((p) => p.replace(`${folder}/`, '')); }
    throw new Error('loaded');
  };

  test('are found by their name beside the bundled ones', () => {
    const found = load(good());
    expect(found.names).toHaveLength(15);
    expect(enumeratePartitions(found.get('my_svm'))).toHaveLength(4);
  });

  const change = (edit: (file: any) => void) => { const file = good(); edit(file); return file; };
  test.each<[string, unknown, ...string[]]>([
    ['text that is not JSON', '{"name": ', '0.json: not JSON: '],
    ['no class', change((f) => { delete f.class; }), '0.json: class: is missing'],
    ['a class outside scikit-learn', change((f) => { f.class = 'os.system'; }), '0.json: class: must be the import path of a scikit-learn classifier'],
    ['a name like a path', change((f) => { f.name = '../svm'; }), '0.json: name: must start with a letter'],
    ['a bundled name', change((f) => { f.name = 'svm'; }), '0.json: name: "svm" is already the name of the method in '],
    ['the field name of old documentation', change((f) => { f.conditions = f.conditional_hyperparameters; delete f.conditional_hyperparameters; }), '0.json: conditional_hyperparameters: is missing', '0.json: "conditions" is not a field here; is "conditional_hyperparameters" meant?'],
    ['an unknown type', change((f) => { f.hyperparameters.C.type = 'double'; }), '0.json: hyperparameters.C.type: "double" is not a type; it must be one of int, int_exp'],
    ['values for a range', change((f) => { f.hyperparameters.C = { type: 'float', values: [1, 2] }; }), '0.json: hyperparameters.C.range: is missing', '0.json: hyperparameters.C: "values" is not a field here; is "range" meant?'],
    ['a reversed range', change((f) => { f.hyperparameters.C.range = [10, 1]; }), '0.json: hyperparameters.C.range: the first number must be below the second'],
    ['a logarithm from 0', change((f) => { f.hyperparameters.C.range = [0, 1]; }), '0.json: hyperparameters.C.range: the type float_exp needs numbers above 0'],
    ['a broken whole number', change((f) => { f.hyperparameters.degree.range = [1.5, 3]; }), '0.json: hyperparameters.degree.range: the type int needs whole numbers'],
    ['a value of another type', change((f) => { f.hyperparameters.shrinking.values = [true, 'no']; }), '0.json: hyperparameters.shrinking.values.1: "no" is not of the type bool'],
    ['a value twice', change((f) => { f.hyperparameters.kernel.values.push('rbf'); }), '0.json: hyperparameters.kernel.values: a value is listed twice'],
    ['a name twice', change((f) => { f.root_hyperparameters.push('C'); }), '0.json: root_hyperparameters: a name is listed twice'],
    ['an undefined name', change((f) => { f.root_hyperparameters.push('D'); }), '0.json: root_hyperparameters: "D" is not among the hyperparameters'],
    ['an undefined name under a value', change((f) => { f.conditional_hyperparameters.kernel.rbf.push('D'); }), '0.json: conditional_hyperparameters.kernel.rbf: "D" is not among the hyperparameters'],
    ['an unknown value', change((f) => { f.conditional_hyperparameters.kernel.cosine = ['gamma']; }), '0.json: conditional_hyperparameters.kernel.cosine: "kernel" has no such value; it has rbf, poly, linear, sigmoid'],
    ['a condition on a number', change((f) => { f.conditional_hyperparameters.C = { 1: ['gamma'] }; }), '0.json: conditional_hyperparameters.C: "C" is not a categorical hyperparameter'],
    ['a hyperparameter that nothing uses', change((f) => { f.hyperparameters.lost = { type: 'int', range: [1, 2] }; }), '0.json: hyperparameters.lost: is never used'],
    ['too many partitions', change((f) => { for (let i = 0; i < 40; i++) { f.hyperparameters[`b${i}`] = { type: 'bool', values: [true, false] }; f.root_hyperparameters.push(`b${i}`); } }), '0.json: hyperparameters: their values combine to more than 1000 partitions'],
  ])('%s is refused with the file and the field', (_, file, ...messages) => {
    expect(problemsOf(file)).toEqual(messages.map((message) => expect.stringContaining(message) as string));
  });

  test('all faults of all files are reported at once', () => {
    expect(problemsOf(change((f) => { f.class = 1; f.name = ''; }), '[]', good(), good())).toHaveLength(4);
  });

  test('a folder that is not there is a problem', () => {
    expect(() => loadMethods(join(folder, 'absent'))).toThrow('absent: the folder of method files cannot be read');
  });
});
