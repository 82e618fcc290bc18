import type { Hyperparameter, HyperparameterValue, MethodFile, Problem } from './method-file';
import { pythonText } from './method-file';

/** A classification method as the search sees it: lists are spread into their length and their elements. */
export interface Method {
  readonly name: string;
  /** Import path of the Python class. */
  readonly class: string;
  readonly root: readonly string[];
  readonly hyperparameters: ReadonlyMap<string, Hyperparameter>;
  /** The names that one value of a choice brings into play, in order. */
  readonly conditionals: ReadonlyMap<string, ReadonlyMap<HyperparameterValue, readonly string[]>>;
}

/** Turns a file into a method and reports every name that leads nowhere. */
export function methodFrom(file: MethodFile): { method: Method; problems: Problem[] } {
  const problems: Problem[] = [];
  const hyperparameters = new Map<string, Hyperparameter>();
  const conditionals = new Map<string, Map<HyperparameterValue, readonly string[]>>();
  const lists = new Map<string, string>();

  for (const [name, parameter] of Object.entries(file.hyperparameters)) {
    if (!('list_length' in parameter)) { hyperparameters.set(name, parameter); continue; }
    const length = `len(${name})`;
    const elements = Array.from({ length: Math.max(...parameter.list_length) }, (_, i) => `${name}[${i}]`);
    lists.set(name, length);
    hyperparameters.set(length, { kind: 'choice', type: 'int_cat', values: parameter.list_length });
    for (const element of elements) hyperparameters.set(element, parameter.element);
    conditionals.set(length, new Map(parameter.list_length.map((n) => [n, elements.slice(0, n)])));
  }

  const used = new Set<string>();
  const resolve = (names: readonly string[], field: string): string[] => {
    for (const name of names) {
      used.add(name);
      if (!Object.hasOwn(file.hyperparameters, name)) problems.push({ field, message: `${JSON.stringify(name)} is not among the hyperparameters` });
    }
    // ATM moves a list's length to the end, and the order of partitions follows from it.
    return [...names.filter((name) => !lists.has(name)), ...names.flatMap((name) => lists.get(name) ?? [])];
  };
  const root = resolve(file.root_hyperparameters, 'root_hyperparameters');

  for (const [name, branches] of Object.entries(file.conditional_hyperparameters)) {
    const field = `conditional_hyperparameters.${name}`;
    const parameter = hyperparameters.get(name);
    if (parameter?.kind !== 'choice') {
      problems.push({ field, message: `${JSON.stringify(name)} is not a categorical hyperparameter, so nothing can depend on it` });
      continue;
    }
    const chosen = new Map<HyperparameterValue, readonly string[]>();
    for (const [text, names] of Object.entries(branches)) {
      const value = parameter.values.find((v) => matches(v, text));
      if (value === undefined) problems.push({ field: `${field}.${text}`, message: `${JSON.stringify(name)} has no such value; it has ${parameter.values.map(pythonText).join(', ')}` });
      else chosen.set(value, resolve(names, `${field}.${text}`));
    }
    conditionals.set(name, chosen);
  }

  for (const name of Object.keys(file.hyperparameters)) {
    if (!used.has(name)) problems.push({ field: `hyperparameters.${name}`, message: 'is never used: name it in root_hyperparameters or conditional_hyperparameters' });
  }
  return { method: { name: file.name, class: file.class, root, hyperparameters, conditionals }, problems };
}

/** JSON keys are text: a number matches however it is written, true as True or true. */
function matches(value: HyperparameterValue, text: string): boolean {
  if (typeof value === 'number') return text.trim() !== '' && Number(text) === value;
  return text === pythonText(value) || text === String(value);
}
