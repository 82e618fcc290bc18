import { BadInput } from '../../../core/errors';
import { priorityRange } from '../../../jobs/fair-queue';
import type { Command, Resources } from '../component/component.entity';
import type { EnvVar } from '../experiment/experiment.entity';
import { DependencyMethod } from '../enums';
import { checkTags } from '../../run/request';
import { checkText } from '../storable-text';
import type { CommandInput, ComponentInput, CreateExperimentInput, EnvVarInput } from './create.input';
import { inputVariable, stagedName } from './input-names';

type Path = (string | number)[];
export interface PlannedComponent { stage: number; input: ComponentInput; command: Command; resources: Resources; envVars: EnvVar[]; secrets: Record<string, string>; gang: number; path: Path }
export interface PlannedEdge { component: number; producer: number; position: number; method: string; path: string }
/** An experiment that can be stored: components by their place in the list, edges between them, outputs by component. */
export interface Plan { components: PlannedComponent[]; edges: PlannedEdge[]; outputs: number[]; envVars: EnvVar[]; secrets: Record<string, string> }

const MOST_COMPONENTS = 10_000, MOST_STAGES = 1000, MOST_OUTPUTS = 1000, MOST_EDGES = 100_000, MOST_IN_GANG = 10_000, MOST_FILE = 1_000_000, MIB = 1024 ** 2, MOST_CPU = 100_000, MOST_MEMORY = 2 ** 50;
/** What Linux hands to a program: a little less than 128 KiB in one word or variable, 2 MiB in all. */
const MOST_WORD = 100_000, MOST_WORDS = 1_000_000;
/** What bubblewrap takes, 9,000 words, less those that every pod needs. A variable is three of them, and so is a folder that is shown. */
const MOST_PARTS = 8500, PARTS_OF_VARIABLE = 3, PARTS_OF_PRODUCER = 6;
const NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,62}$/, VARIABLE = /^[A-Za-z_][A-Za-z0-9_]{0,254}$/;

const asSent = (stage: number, component: number): Path => ['input', 'stages', stage, 'components', component];

/** @param pathOf where the client wrote that component @throws BadInput with the path of the first thing that cannot be run */
export function planOf(input: CreateExperimentInput, pathOf = asSent): Plan {
  const at: Path = ['input'];
  checkText(input, at);
  check(input.priority >= priorityRange.least && input.priority <= priorityRange.greatest, `priority must be ${priorityRange.least} to ${priorityRange.greatest}, not ${input.priority}.`, [...at, 'priority']);
  checkLabels(input);
  for (const name of ['numCpus', 'maxBandwidthMbit'] as const) check(input[name] == null || input[name] > 0, `${name} must be above 0, not ${input[name]}.`, [...at, name]);
  check(input.stages.length > 0 && input.stages.length <= MOST_STAGES, `An experiment has 1 to ${MOST_STAGES} stages, not ${input.stages.length}.`, [...at, 'stages']);
  unique(input.stages.map(({ name }) => name), (i) => [...at, 'stages', i, 'name'], 'stage');
  const components: PlannedComponent[] = [], gangs = new Map<string, number>();
  for (const [s, stage] of input.stages.entries()) {
    const where = [...at, 'stages', s];
    check(NAME.test(stage.name), 'The name of a stage has letters, digits, _, - and ., 63 at most.', [...where, 'name']);
    check(stage.weight == null || (stage.weight > 0 && stage.weight <= 1e9), 'weight must be above 0.', [...where, 'weight']);
    check(stage.components.length > 0, 'A stage has at least one component.', [...where, 'components']);
    unique(stage.components.map(({ name }) => name), (i) => [...pathOf(s, i), 'name'], 'component');
    for (const [c, component] of stage.components.entries()) {
      const path = pathOf(s, c), index = components.length, key = component.gang == null ? null : `${s} ${component.gang}`;
      if (key && !gangs.has(key)) gangs.set(key, index);
      components.push({ stage: s, input: component, ...checked(component, path), gang: key ? gangs.get(key)! : index, path });
    }
  }
  check(components.length <= MOST_COMPONENTS, `An experiment may have ${MOST_COMPONENTS} components; this one has ${components.length}.`, [...at, 'stages']);
  const find = finder(input, components), edges = edgesOf(components, find, input.envVars.length);
  checkGangs(components);
  refuseCycles(components, edges);
  check(input.outputs.length <= MOST_OUTPUTS, `An experiment may have ${MOST_OUTPUTS} outputs; this one has ${input.outputs.length}.`, [...at, 'outputs']);
  unique(input.outputs.map(({ name }) => name), (i) => [...at, 'outputs', i, 'name'], 'output');
  const outputs = input.outputs.map(({ component, path }, i) => {
    checkPath(path, [...at, 'outputs', i, 'path']);
    return find(component, [...at, 'outputs', i, 'component']);
  });
  return { components, edges, outputs, ...variables(input.envVars, [...at, 'envVars']) };
}

export function checkLabels({ tags, name, jobMetadata }: { tags?: string[]; name?: string; jobMetadata?: unknown }): void {
  check(jobMetadata == null || (typeof jobMetadata === 'object' && !Array.isArray(jobMetadata)), 'jobMetadata must be an object.', ['input', 'jobMetadata']);
  if (name != null) check(name !== '' && [...name].length <= 200, 'A name has 1 to 200 characters.', ['input', 'name']);
  checkTags(tags);
}

function checked(component: ComponentInput, path: Path) {
  const argv = argvOf(component.command, [...path, 'command']), { shell } = component.command, { cpu = null, memoryBytes = null, gpu = null, text = null } = component.resources ?? {};
  check(NAME.test(component.name), 'The name of a component has letters, digits, _, - and ., 63 at most, and does not begin with - or a dot.', [...path, 'name']);
  check(shell == null || shell.trim() !== '', 'The line for the shell is empty.', [...path, 'command', 'shell']);
  checkSizes(argv ?? [shell!], [...path, 'command']);
  check(component.replicas >= 1 && component.replicas <= 1000, `replicas must be 1 to 1000, not ${component.replicas}.`, [...path, 'replicas']);
  check(component.maxRestarts >= 0 && component.maxRestarts <= 100, `maxRestarts must be 0 to 100, not ${component.maxRestarts}.`, [...path, 'maxRestarts']);
  check(component.timeLimitSeconds == null || component.timeLimitSeconds > 0, 'timeLimitSeconds must be above 0.', [...path, 'timeLimitSeconds']);
  check(cpu == null || (cpu > 0 && cpu <= MOST_CPU), `cpu must be above 0 and ${MOST_CPU} at most, not ${cpu}.`, [...path, 'resources', 'cpu']);
  check(memoryBytes == null || (memoryBytes >= MIB && memoryBytes <= MOST_MEMORY), `memoryBytes must be ${MIB} (1 MiB) to ${MOST_MEMORY} (1 PiB), not ${memoryBytes}.`, [...path, 'resources', 'memoryBytes']);
  check(gpu == null || gpu >= 0, 'gpu must be 0 or more.', [...path, 'resources', 'gpu']);
  unique(component.files.map((file) => file.path), (i) => [...path, 'files', i, 'path'], 'file');
  component.files.forEach((file, i) => {
    checkPath(file.path, [...path, 'files', i, 'path']);
    check(Buffer.byteLength(file.content) <= MOST_FILE, 'A file has 1 MB at most.', [...path, 'files', i, 'content']);
  });
  checkNesting(component.files.map((file) => file.path), (i) => [...path, 'files', i, 'path']);
  const command: Command = argv ? { argv } : { shell: shell! };
  return { command, resources: { cpu, memoryBytes, gpu, text }, ...variables(component.envVars, [...path, 'envVars']) };
}

function argvOf({ argv, shell, words }: CommandInput, path: Path): string[] | undefined {
  check([argv, shell, words].filter((form) => form != null).length === 1, 'A command has one of argv, shell and words.', path);
  const split = argv ?? words?.split(' ').filter((word) => word !== '');
  check(!split || (split.length > 0 && split[0] !== ''), `${argv ? 'argv' : 'words'} names at least the program.`, [...path, argv ? 'argv' : 'words']);
  return split;
}

function variables(given: EnvVarInput[], path: Path): { envVars: EnvVar[]; secrets: Record<string, string> } {
  unique(given.map(({ name }) => name), (i) => [...path, i, 'name'], 'variable');
  given.forEach(({ name, value }, i) => {
    check(VARIABLE.test(name), 'The name of a variable has letters, digits and _, and does not begin with a digit.', [...path, i, 'name']);
  });
  checkSizes(given.map(({ name, value }) => `${name}=${value}`), path);
  return {
    envVars: given.map(({ name, value, secret }) => ({ name, value: secret ? '***' : value })),
    secrets: Object.fromEntries(given.filter(({ secret }) => secret).map(({ name, value }) => [name, value])),
  };
}

type Find = (name: string, path: Path) => number;

function finder({ stages }: CreateExperimentInput, components: PlannedComponent[]): Find {
  const byName = new Map<string, number[]>();
  components.forEach(({ input, stage }, i) => {
    for (const name of [input.name, `${stages[stage]!.name}/${input.name}`]) byName.set(name, [...(byName.get(name) ?? []), i]);
  });
  return (name, path) => {
    const found = byName.get(name) ?? [];
    check(found.length > 0, `There is no component ${name}.`, path);
    check(found.length === 1, `Several stages have a component ${name}: write <stage>/${name}.`, path);
    return found[0]!;
  };
}

function edgesOf(components: PlannedComponent[], find: Find, experimentVariables: number): PlannedEdge[] {
  const edges = components.flatMap(({ input, path }, component) => {
    const of = input.dependsOn.map((dependency, position) => {
      const where = [...path, 'dependsOn', position];
      if (dependency.path) checkPath(dependency.path, [...where, 'path']);
      return { component, producer: find(dependency.component, [...where, 'component']), position, method: dependency.method, path: dependency.path };
    });
    checkInputs(of, components);
    checkParts(components[component]!, experimentVariables);
    return of;
  });
  check(edges.length <= MOST_EDGES, `An experiment may have ${MOST_EDGES} dependencies; this one has ${edges.length}.`, ['input', 'stages']);
  for (const { component, producer, position } of edges) {
    check(components[component]!.gang !== components[producer]!.gang, 'Components that start together cannot need what one of them writes.', [...components[component]!.path, 'dependsOn', position, 'component']);
  }
  return edges;
}

/** What it copies, links or refers to must not meet in one place. */
function checkInputs(edges: PlannedEdge[], components: PlannedComponent[]): void {
  const seen = new Set<string>();
  for (const { component, producer, position, method, path } of edges) {
    const { name } = components[producer]!.input, isRef = method === DependencyMethod.REF, place = isRef ? inputVariable(name) : `/${stagedName(name, path)}`;
    check(!seen.has(place), isRef ? `${place} would stand for two things: refer to the folder of ${name} once, with an empty path.` : `There would be two things called ${stagedName(name, path)} in its folder.`, [...components[component]!.path, 'dependsOn', position]);
    seen.add(place);
    if (isRef) continue;
    const staged = stagedName(name, path), files = components[component]!.input.files;
    const clash = files.findIndex((file) => file.path === staged || (method === DependencyMethod.LINK && file.path.startsWith(`${staged}/`)));
    check(clash === -1, `${files[clash]?.path} cannot be put in its folder: ${staged} there is what it takes from ${name}.`, [...components[component]!.path, 'files', clash, 'path']);
  }
}

/** A pod is described to bubblewrap in so many words. */
function checkParts({ input: { dependsOn, envVars }, command, path }: PlannedComponent, experimentVariables: number): void {
  const words = 'argv' in command ? command.argv.length : 3, variables = envVars.length + experimentVariables, producers = new Set(dependsOn.map(({ component }) => component)).size;
  check(words + PARTS_OF_VARIABLE * variables + PARTS_OF_PRODUCER * producers <= MOST_PARTS,
    `Its ${words} words, ${variables} variables and ${producers} producers are too many together: words, ${PARTS_OF_VARIABLE} for each variable and ${PARTS_OF_PRODUCER} for each producer may be ${MOST_PARTS}. Put words into a file, or let components in between collect what several producers write.`, path);
}

function checkGangs(components: PlannedComponent[]): void {
  const inGang = new Map<number, PlannedComponent[]>();
  for (const component of components) inGang.set(component.gang, inGang.get(component.gang) ?? []).get(component.gang)!.push(component);
  for (const members of inGang.values()) {
    const pods = members.reduce((sum, { input }) => sum + input.replicas, 0);
    check(pods <= MOST_IN_GANG, `Components that start together may have ${MOST_IN_GANG} pods; these have ${pods}.`, [...members[0]!.path, 'gang']);
    check(members.some(({ input }) => !input.service), 'A service serves others of its gang: one of them must not be a service.', [...members[0]!.path, 'service']);
  }
}

/** A gang waits for the producers of all its members, so the cycles that matter are those between gangs. */
function refuseCycles(components: PlannedComponent[], edges: PlannedEdge[]): void {
  const consumers = new Map<number, Set<number>>(), waitsFor = new Map<number, number>();
  for (const { component, producer } of edges) {
    const from = components[producer]!.gang, to = components[component]!.gang, known = consumers.get(from) ?? new Set();
    if (!known.has(to)) waitsFor.set(to, (waitsFor.get(to) ?? 0) + 1);
    consumers.set(from, known.add(to));
  }
  const all = new Set(components.map(({ gang }) => gang)), free = [...all].filter((gang) => !waitsFor.get(gang));
  for (let gang = free.pop(); gang !== undefined; gang = free.pop()) {
    all.delete(gang);
    for (const next of consumers.get(gang) ?? []) {
      waitsFor.set(next, waitsFor.get(next)! - 1);
      if (!waitsFor.get(next)) free.push(next);
    }
  }
  const stuck = components.find(({ gang }) => all.has(gang));
  if (stuck) throw new BadInput(`These components wait for one another: ${components.filter(({ gang }) => all.has(gang)).slice(0, 5).map(({ input }) => input.name).join(', ')}.`, [...stuck.path, 'dependsOn']);
}

function checkSizes(words: string[], path: Path): void {
  const sizes = words.map((word) => Buffer.byteLength(word));
  check(sizes.every((size) => size <= MOST_WORD), `One word of a command, or one variable, may have ${MOST_WORD} bytes.`, path);
  check(sizes.reduce((a, b) => a + b, 0) <= MOST_WORDS, `All words of a command together, or all variables, may have ${MOST_WORDS} bytes.`, path);
}

function checkPath(path: string, where: Path): void {
  check(path.length <= 1000, `A path has 1000 characters at most, not ${path.length}.`, where);
  check(path.split('/').every((part) => Buffer.byteLength(part) <= 255), `A name in ${JSON.stringify(path)} has more than 255 bytes.`, where);
  check(!path.startsWith('/') && path.split('/').every((part) => part !== '' && part !== '..' && part !== '.'), `${JSON.stringify(path)} is not a relative path without "." and "..".`, where);
}

/** Nothing lies below a file. */
function checkNesting(files: string[], where: (i: number) => Path): void {
  const all = new Set(files);
  files.forEach((file, i) => {
    for (let cut = file.lastIndexOf('/'); cut > 0; cut = file.lastIndexOf('/', cut - 1)) check(!all.has(file.slice(0, cut)), `${file} cannot lie below ${file.slice(0, cut)}, which is a file too.`, where(i));
  });
}

function unique(names: string[], path: (i: number) => Path, what: string): void {
  const seen = new Set<string>();
  names.forEach((name, i) => {
    check(!seen.has(name), `There are two ${what}s called ${name}.`, path(i));
    seen.add(name);
  });
}

function check(holds: boolean, message: string, path: Path): asserts holds {
  if (!holds) throw new BadInput(message, path);
}
