import { Refused } from './errors';
import { resourceMap } from './resources';

/** What may be filled in; one that is required has to be given each time. */
export interface Parameter { name: string; required: boolean | null; description: string | null; value: string | null }
type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
interface Roles { [role: string]: { replicas?: number | null; resources?: string | null } | null }
export interface Filled { spec?: Roles | null }

const GAP = /\{\{([^{}]*)\}\}/g;
/** Characters that may be filled in altogether: a value stands in each gap of its name. */
const MOST_FILLED = 1_000_000;
const refused = (what: string, names: Iterable<string>) => new Refused(400, `${what}: [${[...names].join(', ')}]`);

/** The parameters of every role: how many, and what each may take. Those that are declared already are left out. */
export function roleParameters(roles: Roles | null | undefined, declared: readonly { name: string }[]): Parameter[] {
  const known = new Set(declared.map(({ name }) => name));
  const all = Object.entries(roles ?? {}).flatMap(([role, task]) => {
    if (!task) return [];
    const text = task.resources ?? '', { cpu = text.includes('{{') ? null : '1', memory = null } = resourceMap(text);
    return [['replicas', String(task.replicas ?? 1)], ['resourceMap.cpu', cpu], ['resourceMap.memory', memory]].map(([path, value]) =>
      ({ name: `spec.${role}.${path}`, required: false, description: '', value: value ?? null }));
  });
  return all.filter(({ name }) => !known.has(name));
}

/**
 * What becomes of a template when it is submitted.
 * @throws Refused 400 when a parameter is not the template's, or one that it needs is not there
 */
export function filledTemplate<T extends Filled>(spec: T, parameters: readonly Parameter[], given: Readonly<Record<string, string | null>>): T {
  const declared = new Set(parameters.map(({ name }) => name));
  const illegal = Object.keys(given).filter((name) => !declared.has(name));
  if (illegal.length) throw refused('Parameters contains illegal key', illegal);
  const of = (name: string) => (Object.hasOwn(given, name) ? given[name] : null);
  const values = new Map(parameters.flatMap(({ name, required, value }) => {
    const effective = of(name) ?? (required ? null : value);
    return effective === null ? [] : [[name, effective] as const];
  }));
  const missing = parameters.filter(({ name, required }) => required && !values.has(name)).map(({ name }) => name);
  const { filled, unmapped } = fill(spec, values, declared);
  if (missing.length || unmapped.size) throw refused('Template contains unmapped value', new Set([...missing, ...unmapped]));
  return filled;
}

/** @throws Refused 400 when a parameter is for nothing, or there is none for a gap */
export function checkTemplate(spec: Filled, parameters: readonly Parameter[]): void {
  const { used, unmapped } = fill(spec, new Map(parameters.map(({ name, value }) => [name, value ?? ''])), new Set());
  const unused = parameters.map(({ name }) => name).filter((name) => !used.has(name));
  if (unused.length) throw refused('Parameters contains unused key', unused);
  if (unmapped.size) throw refused('Template contains unmapped value', unmapped);
}

/** @param declared names that are called by themselves when they have no value; others are shown with the path of their gap */
function fill<T extends Filled>(spec: T, values: ReadonlyMap<string, string>, declared: ReadonlySet<string>) {
  const used = new Set<string>(), unmapped = new Set<string>();
  let length = 0;
  const take = (name: string): string | undefined => {
    const value = values.get(name);
    if (value === undefined) return undefined;
    used.add(name);
    length += value.length;
    if (length > MOST_FILLED) throw new Refused(400, `Template mapping fail: more than ${MOST_FILLED} characters are filled in`);
    return value;
  };

  function text(value: string, path: string): string {
    let matched = false;
    // Once only: what is filled in is no template.
    const result = value.replace(GAP, (gap, name: string) => {
      const filling = take(`${path}:${name}`) ?? take(name);
      if (filling !== undefined) matched = true;
      else unmapped.add(declared.has(name) ? name : `${path}:${name}`);
      return filling ?? gap;
    });
    return matched ? result : take(path) ?? value;
  }

  function walk(value: Json | undefined, path: string): Json {
    if (typeof value === 'string') return text(value, path);
    if (typeof value === 'number' || typeof value === 'boolean') return take(path) ?? value;
    if (Array.isArray(value)) return value.map((item, at) => walk(item, `${path}[${at}]`));
    if (value == null) return null;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, walk(item, step(path, key))]));
  }

  return { filled: walk({ ...spec, spec: rolesWith(spec.spec, take) } as unknown as Json, '') as unknown as T, used, unmapped };
}

const step = (path: string, key: string) => (/[.[\]"]/.test(key) ? `${path}[${JSON.stringify(key)}]` : path ? `${path}.${key}` : key);

/** With what the parameters say of cores and memory; the rest of a role's resources stays. */
function rolesWith(roles: Roles | null | undefined, take: (name: string) => string | undefined): Roles | null {
  if (!roles) return null;
  return Object.fromEntries(Object.entries(roles).map(([role, task]) => {
    if (!task) return [role, task];
    const parts = task.resources?.split(',') ?? [];
    for (const key of ['cpu', 'memory']) {
      const value = take(`spec.${role}.resourceMap.${key}`), at = parts.findLastIndex((part) => part.startsWith(`${key}=`));
      if (value) parts.splice(at === -1 ? parts.length : at, 1, `${key}=${value}`);
    }
    return [role, { ...task, replicas: task.replicas ?? 1, ...(parts.length && { resources: parts.join(',') }) }];
  }));
}
