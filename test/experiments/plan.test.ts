import 'reflect-metadata';
import fc from 'fast-check';
import { BadInput } from '../../src/core/errors';
import { planOf } from '../../src/graphs/experiments/run/plan';

// What GraphQL hands over, with its defaults.
const component = (name: string, more: object = {}): any => ({ name, command: { shell: 'true' }, replicas: 1, envVars: [], dependsOn: [], files: [], service: false, maxRestarts: 0, ...more });
const experiment = (components: any[], more: object = {}): any => ({ name: 'test', priority: 1, tags: [], envVars: [], outputs: [], stages: [{ name: 'main', components, continueOnError: false }], ...more });
const needs = (producer: string, more: object = {}) => ({ component: producer, method: 'REF', path: '', ...more });
const file = (path: string) => ({ path, content: '' });
const variable = (name: string, value: string) => ({ name, value, secret: false });

const refusal = (input: any): { message: string; path: any } => {
  try { planOf(input); } catch (error) {
    expect(error).toBeInstanceOf(BadInput);
    return { message: (error as BadInput).message, path: (error as BadInput).details.path };
  }
  throw new Error('It was accepted.');
};

const main = ['input', 'stages', 0, 'components', 0];
test.each<[string, any, (string | number)[], RegExp]>([
  ['a path upwards in an output', experiment([component('a')], { outputs: [{ name: 'o', component: 'a', path: '../x' }] }), ['input', 'outputs', 0, 'path'], /relative path/],
  ['an absolute path in an output', experiment([component('a')], { outputs: [{ name: 'o', component: 'a', path: '/etc/passwd' }] }), ['input', 'outputs', 0, 'path'], /relative path/],
  ['a path upwards in a file', experiment([component('a', { files: [file('x/../../y')] })]), [...main, 'files', 0, 'path'], /relative path/],
  ['an empty path of a file', experiment([component('a', { files: [file('')] })]), [...main, 'files', 0, 'path'], /relative path/],
  ['a file below another one', experiment([component('a', { files: [file('x.y'), file('x/y/z'), file('x')] })]), [...main, 'files', 1, 'path'], /^x\/y\/z cannot lie below x, which is a file too\.$/],
  ['a file in the place of a copy', experiment([component('a', { dependsOn: [needs('b', { method: 'COPY' })], files: [file('x'), file('b')] }), component('b')]), [...main, 'files', 1, 'path'], /^b cannot be put in its folder: b there is what it takes from b\.$/],
  ['a file below a link', experiment([component('a', { dependsOn: [needs('b', { method: 'LINK', path: 'x/p' })], files: [file('p/q')] }), component('b')]), [...main, 'files', 0, 'path'], /^p\/q cannot be put/],
  ['a name in a path that no folder can have', experiment([component('a', { files: [file(`x/${'ä'.repeat(128)}`)] })]), [...main, 'files', 0, 'path'], /more than 255 bytes/],
  ['a path that is too long', experiment([component('a', { files: [file('x/'.repeat(600) + 'x')] })]), [...main, 'files', 0, 'path'], /^A path has 1000 characters at most, not 1201\.$/],
  ['less than no core', experiment([component('a')], { numCpus: -1 }), ['input', 'numCpus'], /above 0, not -1/],
  ['more producers than a pod can be shown', experiment([component('a', { dependsOn: Array.from({ length: 1500 }, (_, i) => needs(`b${i}`)) }), ...Array.from({ length: 1500 }, (_, i) => component(`b${i}`))]), main, /^Its 3 words, 0 variables and 1500 producers are too many together/],
  ['more cores than there are', experiment([component('a', { resources: { cpu: 1e308 } })]), [...main, 'resources', 'cpu'], /above 0 and 100000 at most, not 1e\+308/],
  ['more memory than there is', experiment([component('a', { resources: { memoryBytes: 1e300 } })]), [...main, 'resources', 'memoryBytes'], /1048576 \(1 MiB\) to 1125899906842624 \(1 PiB\), not 1e\+300/],
  ['a path upwards in a dependency', experiment([component('a', { dependsOn: [needs('b', { path: 'x/..' })] }), component('b')]), [...main, 'dependsOn', 0, 'path'], /relative path/],
  ['a name that is a path', experiment([component('../a')]), [...main, 'name'], /name of a component/],
  ['a name that is a folder above', experiment([component('..')]), [...main, 'name'], /name of a component/],
  ['two of one name', experiment([component('a'), component('a')]), ['input', 'stages', 0, 'components', 1, 'name'], /two components called a/],
  ['NUL in a name', experiment([component('a')], { name: 'a\0b' }), ['input', 'name'], /NUL/],
  ['NUL in a command', experiment([component('a', { command: { argv: ['a', 'b\0'] } })]), [...main, 'command', 'argv', 1], /NUL/],
  ['NUL in a key of the metadata', experiment([component('a')], { jobMetadata: { x: [{ 'a\0': 1 }] } }), ['input', 'jobMetadata', 'x', 0], /NUL/],
  ['half a character', experiment([component('a')], { tags: ['\ud800'] }), ['input', 'tags', 0], /surrogate/],
  ['a variable that is none', experiment([component('a', { envVars: [variable('A=B', '1')] })]), [...main, 'envVars', 0, 'name'], /name of a variable/],
  ['a variable that no program can be given', experiment([component('a', { envVars: [variable('A', 'ä'.repeat(60_000))] })]), [...main, 'envVars'], /100000 bytes/],
  ['more variables than a program can be given', experiment([component('a')], { envVars: Array.from({ length: 20 }, (_, i) => variable(`A${i}`, 'x'.repeat(60_000))) }), ['input', 'envVars'], /1000000 bytes/],
  ['a command that is too long', experiment([component('a', { command: { shell: ':'.repeat(100_001) } })]), [...main, 'command'], /100000 bytes/],
  ['no command', experiment([component('a', { command: {} })]), [...main, 'command'], /one of argv, shell and words/],
  ['a producer that is not there', experiment([component('a', { dependsOn: [needs('__proto__')] })]), [...main, 'dependsOn', 0, 'component'], /no component __proto__/],
  ['itself', experiment([component('a', { dependsOn: [needs('a')] })]), [...main, 'dependsOn', 0, 'component'], /start together/],
  ['a circle', experiment([component('a', { dependsOn: [needs('b')] }), component('b', { dependsOn: [needs('a')] })]), [...main, 'dependsOn'], /wait for one another: a, b\./],
  ['a circle between gangs', experiment([component('a', { gang: 'g' }), component('b', { gang: 'g', dependsOn: [needs('c')] }), component('c', { dependsOn: [needs('a')] })]), [...main, 'dependsOn'], /wait for one another: a, b, c\./],
  ['two copies of one name', experiment([component('a', { dependsOn: [needs('b', { method: 'COPY', path: 'x/data' }), needs('b', { method: 'LINK', path: 'y/data' })] }), component('b')]), [...main, 'dependsOn', 1], /two things called data/],
  ['two meanings of one variable', experiment([component('a', { dependsOn: [needs('b.c'), needs('b_c')] }), component('b.c'), component('b_c')]), [...main, 'dependsOn', 1], /INPUT_B_C would stand for two things/],
  ['services alone', experiment([component('a', { service: true })]), [...main, 'service'], /must not be a service/],
  ['10,001 pods at once', experiment(Array.from({ length: 11 }, (_, i) => component(`a${i}`, { gang: 'g', replicas: 1000 }))), [...main, 'gang'], /10000 pods; these have 11000/],
  ['10,001 components', experiment(Array.from({ length: 10_001 }, (_, i) => component(`a${i}`))), ['input', 'stages'], /10000 components; this one has 10001/],
  ['1,001 stages', { ...experiment([]), stages: Array.from({ length: 1001 }, (_, i) => ({ name: `s${i}`, components: [component('a')] })) }, ['input', 'stages'], /1 to 1000 stages/],
  ['1,001 outputs', experiment([component('a')], { outputs: Array.from({ length: 1001 }, (_, i) => ({ name: `o${i}`, component: 'a', path: 'x' })) }), ['input', 'outputs'], /1000 outputs/],
])('refused: %s', (_, input, path, message) => expect(refusal(input)).toEqual({ message: expect.stringMatching(message), path }));

test('10,000 components with 100,000 dependencies are planned at once', () => {
  const began = performance.now();
  const components = Array.from({ length: 10_000 }, (_, i) => component(`c${i}`, { dependsOn: i < 20 ? [] : Array.from({ length: 10 }, (_, j) => needs(`c${(i - 1 - j * 2 + 10_000) % i}`)) }));
  expect(planOf(experiment(components)).edges).toHaveLength(99_800);
  expect(performance.now() - began).toBeLessThan(5000);
});

test('names of JavaScript are names like others', () => {
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
  const plan = planOf(experiment(names.map((name, i) => component(name, { dependsOn: i ? [needs(names[i - 1]!)] : [] })), { envVars: [{ name: '__proto__', value: 'v', secret: true }] }));
  expect(plan.edges.map(({ component: c, producer }) => [c, producer])).toEqual([[1, 0], [2, 1], [3, 2]]);
  expect(Object.entries(plan.secrets)).toEqual([['__proto__', 'v']]);
});

const graphs = fc.integer({ min: 1, max: 12 }).chain((size) => fc.record({
  size: fc.constant(size), gangs: fc.array(fc.option(fc.constantFrom('g', 'h'), { freq: 2 }), { minLength: size, maxLength: size }),
  edges: fc.uniqueArray(fc.tuple(fc.nat(size - 1), fc.nat(size - 1)), { maxLength: 20, selector: ([a, b]) => `${a} ${b}` }),
}));

/** Whether every gang can start, one after the other, by trying. */
function runs(size: number, gangOf: (i: number) => string, edges: [number, number][]): boolean {
  const done = new Set<number>();
  for (let before = -1; before !== done.size;) {
    before = done.size;
    for (let i = 0; i < size; i++) {
      const mates = [...Array(size).keys()].filter((j) => gangOf(j) === gangOf(i));
      if (edges.every(([to, from]) => !mates.includes(to) || done.has(from))) mates.forEach((mate) => done.add(mate));
    }
  }
  return done.size === size;
}

test('a graph is accepted exactly when all of it can run', () => {
  fc.assert(fc.property(graphs, ({ size, gangs, edges }) => {
    const gangOf = (i: number) => gangs[i] ?? `alone ${i}`;
    const input = experiment(Array.from({ length: size }, (_, i) => component(`c${i}`, { gang: gangs[i], dependsOn: edges.filter(([to]) => to === i).map(([, from]) => needs(`c${from}`)) })));
    if (runs(size, gangOf, edges)) expect(planOf(input).edges).toHaveLength(edges.length);
    else expect(refusal(input).message).toMatch(/wait for one another: c|start together/);
  }), { numRuns: 500 });
});
