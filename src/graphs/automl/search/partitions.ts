import type { HyperparameterValue, TunableType } from './method-file';
import type { Method } from './method';

export interface Tunable { name: string; type: TunableType; low: number; high: number }

/** One combination of a method's categorical values; what is left is a box of numbers to tune. */
export interface Partition {
  method: string;
  class: string;
  categoricals: [name: string, value: HyperparameterValue][];
  constants: [name: string, value: HyperparameterValue][];
  tunables: Tunable[];
}

/** Hyperparameters in play, in the order in which they came into play. */
interface Branch { chosen: Partition['categoricals']; constants: Partition['constants']; free: string[]; tunables: Tunable[] }

/**
 * Every partition of a method, in ATM's order: the first free categorical varies slowest, its values in their listed
 * order; what a value brings into play joins the end of the constants, the free categoricals and the tunables.
 *
 * Unlike ATM's enumerator, a name that two values bring into play is there once, and a categorical with a single value
 * (a constant) brings into play what depends on it; ATM forgot that, so a list with one possible length had no elements.
 */
export function enumeratePartitions(method: Method): Partition[] {
  return [...partitionsOf(method)];
}

/** True when a method has more partitions than `limit`; stops counting there. */
export function exceeds(method: Method, limit: number): boolean {
  const partitions = partitionsOf(method);
  for (let i = 0; i <= limit; i++) if (partitions.next().done) return false;
  return true;
}

const partitionsOf = (method: Method) => walk(method, bring(method, { chosen: [], constants: [], free: [], tunables: [] }, method.root));

function* walk(method: Method, branch: Branch): Generator<Partition> {
  const [name, ...free] = branch.free;
  if (name === undefined) {
    yield { method: method.name, class: method.class, categoricals: branch.chosen, constants: branch.constants, tunables: branch.tunables };
    return;
  }
  const parameter = method.hyperparameters.get(name)!;
  if (parameter.kind !== 'choice') throw new TypeError(`${name} of ${method.name} is not categorical`);
  for (const value of parameter.values) {
    const next: Branch = { ...branch, free, chosen: [...branch.chosen, [name, value]] };
    yield* walk(method, bring(method, next, method.conditionals.get(name)?.get(value) ?? []));
  }
}

function bring(method: Method, branch: Branch, names: readonly string[]): Branch {
  const constants = [...branch.constants], free = [...branch.free], tunables = [...branch.tunables];
  const known = new Set([...branch.chosen, ...constants].map(([name]) => name).concat(free, tunables.map(({ name }) => name)));
  const queue = [...names];
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
    if (known.has(name)) continue;
    known.add(name);
    const parameter = method.hyperparameters.get(name)!;
    if (parameter.kind === 'range') tunables.push({ name, type: parameter.type, low: parameter.low, high: parameter.high });
    else if (parameter.values.length > 1) free.push(name);
    else {
      constants.push([name, parameter.values[0]]);
      queue.push(...(method.conditionals.get(name)?.get(parameter.values[0]) ?? []));
    }
  }
  return { ...branch, constants, free, tunables };
}
