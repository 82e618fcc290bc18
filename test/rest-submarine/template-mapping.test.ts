import fc from 'fast-check';
import { checkTemplate, filledTemplate, roleParameters, type Filled, type Parameter } from '../../rest-compat/submarine/template-mapping';
import { cpuSeconds } from '../support/cpu-seconds';

const parameter = (name: string, value: string | null = null, required = value === null): Parameter => ({ name, required, description: null, value });
const filled = (spec: object, parameters: Parameter[], given: Record<string, string | null> = {}): any => filledTemplate(spec as Filled, parameters, given);

test('a value for one gap goes before the one for all gaps of that name', () => {
  const spec = { meta: { name: '{{x}}', cmd: 'run {{x}} {{x}}', tags: ['a', 't-{{x}}'] } };
  expect(filled(spec, [parameter('x'), parameter('meta.cmd:x', 'C'), parameter('meta.tags[1]:x', 'T')], { x: 'X' })).toEqual({ meta: { name: 'X', cmd: 'run C C', tags: ['a', 't-T'] }, spec: null });
});

test('a path replaces the whole of a value that has no gap that is filled', () => {
  const spec = { meta: { name: 'n', cmd: '{{x}}', envVars: { 'A.B': 'old', C: 'old' } }, code: { git: { trustCerts: false } } };
  const result = filled(spec, [parameter('meta.name', 'new'), parameter('meta.cmd', 'not this'), parameter('x', 'y'), parameter('meta.envVars["A.B"]', 'one'), parameter('code.git.trustCerts', 'true')]);
  expect(result).toMatchObject({ meta: { name: 'new', cmd: 'y', envVars: { 'A.B': 'one', C: 'old' } }, code: { git: { trustCerts: 'true' } } });
});

test('what is filled in is no template, and no pattern of a replacement', () => {
  expect(filled({ meta: { cmd: '{{a}}|{{b}}' } }, [parameter('a'), parameter('b')], { a: '{{b}}', b: '$& $1 $$' }).meta.cmd).toBe('{{b}}|$& $1 $$');
});

test('cores and memory of a role are replaced; what else it takes stays', () => {
  const spec = { spec: { Worker: { replicas: 2, resources: 'cpu=1,memory=1G,nvidia.com/gpu=1' }, Ps: { resources: '{{r}}' }, Chief: {}, Master: null } };
  const parameters = roleParameters(spec.spec, []);
  expect(parameters.map(({ name, value }) => [name, value])).toEqual([
    ['spec.Worker.replicas', '2'], ['spec.Worker.resourceMap.cpu', '1'], ['spec.Worker.resourceMap.memory', '1G'],
    ['spec.Ps.replicas', '1'], ['spec.Ps.resourceMap.cpu', null], ['spec.Ps.resourceMap.memory', null],
    ['spec.Chief.replicas', '1'], ['spec.Chief.resourceMap.cpu', '1'], ['spec.Chief.resourceMap.memory', null],
  ]);
  const result = filled(spec, [parameter('r'), ...parameters], { r: 'memory=3G', 'spec.Worker.resourceMap.cpu': '4', 'spec.Worker.replicas': '5', 'spec.Ps.resourceMap.cpu': '2' });
  expect(result.spec).toEqual({ Worker: { replicas: '5', resources: 'cpu=4,memory=1G,nvidia.com/gpu=1' }, Ps: { replicas: '1', resources: 'memory=3G,cpu=2' }, Chief: { replicas: '1', resources: 'cpu=1' }, Master: null });
  expect(roleParameters(spec.spec, [...parameters, { name: 'x' }])).toEqual([]);
});

test.each([
  [{ meta: { name: '{{a}}' } }, [parameter('a')], { b: '1', c: '2' }, 'Parameters contains illegal key: [b, c]'],
  [{ meta: { name: '{{a}}{{b}}' } }, [parameter('a'), parameter('b', 'default', true)], {}, 'Template contains unmapped value: [a, b]'],
  [{ meta: { name: '{{a}}' } }, [{ ...parameter('a'), required: false }], {}, 'Template contains unmapped value: [a]'],
  [{ meta: { name: '{{a}}' } }, [{ ...parameter('a'), required: null }], { a: null }, 'Template contains unmapped value: [a]'],
  [{ meta: { name: '{{a}}' } }, [], {}, 'Template contains unmapped value: [meta.name:a]'],
])('a submission that does not fit: %#', (spec, parameters, given, message) => {
  expect(() => filled(spec, parameters, given as never)).toThrow(expect.objectContaining({ status: 400, message }));
});

test('a template is checked for parameters without a place and gaps without a parameter', () => {
  expect(() => checkTemplate({ meta: { name: '{{a}}' } } as Filled, [parameter('a', 'x'), parameter('b'), parameter('meta.nothing', 'x')])).toThrow('Parameters contains unused key: [b, meta.nothing]');
  expect(() => checkTemplate({ meta: { name: '{{a}}{{c}}' } } as Filled, [parameter('a')])).toThrow('Template contains unmapped value: [meta.name:c]');
  expect(() => checkTemplate({ meta: { name: '{{a}}' } } as Filled, [parameter('a')])).not.toThrow();
});

test('names that objects have of themselves are names as any', () => {
  const spec = JSON.parse('{"meta":{"envVars":{"__proto__":"{{__proto__}}","constructor":"{{toString}}"}}}');
  const result = filled(spec, [parameter('__proto__', 'p'), parameter('toString')], { toString: 't' } as never);
  expect(JSON.stringify(result.meta)).toBe('{"envVars":{"__proto__":"p","constructor":"t"}}');
  expect(() => filled(spec, [parameter('__proto__', 'p'), parameter('toString')])).toThrow('unmapped value: [toString]');
});

test('many braces take no time', () => {
  const cmd = `${'{'.repeat(60_000)}x}${'{{'.repeat(10_000)}`;
  expect(cpuSeconds(() => expect(filled({ meta: { cmd } }, []).meta.cmd).toBe(cmd))).toBeLessThan(2);
});

test('a value that stands in many gaps does not grow without end', () => {
  const spec = { meta: { cmd: '{{a}}'.repeat(10_000) } };
  expect(filled(spec, [parameter('a')], { a: 'x'.repeat(100) }).meta.cmd).toHaveLength(1_000_000);
  expect(() => filled(spec, [parameter('a')], { a: 'x'.repeat(101) })).toThrow('Template mapping fail: more than 1000000 characters are filled in');
});

test('whatever the values are, each stands where its gap was', () => {
  const name = fc.stringMatching(/^[a-z]{1,5}$/);
  fc.assert(fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 5 }), fc.array(fc.string(), { minLength: 5, maxLength: 5 }), fc.array(fc.nat(4), { minLength: 1, maxLength: 8 }), (names, values, order) => {
    const used = order.map((at) => at % names.length), text = used.map((at) => `<{{${names[at]}}}>`).join('');
    const result = filled({ meta: { cmd: text } }, names.map((one) => parameter(one, 'unused', false)), Object.fromEntries(names.map((one, at) => [one, values[at]!])));
    expect(result.meta.cmd).toBe(used.map((at) => `<${values[at]}>`).join(''));
  }));
});
