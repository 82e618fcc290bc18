/** Partitions found another way: every assignment of all categoricals, cut down to those that are in play. */
type Value = string | number | boolean | null;
export interface RawMethod {
  name: string; class: string;
  hyperparameters: Record<string, { type: string; values?: Value[]; range?: number[]; list_length?: number[]; element?: { type: string; range: number[] } }>;
  root_hyperparameters: string[];
  conditional_hyperparameters: Record<string, Record<string, string[]>>;
}
export interface Described { categoricals: Record<string, Value>; constants: Record<string, Value>; tunables: Record<string, [string, number, number]> }

const text = (value: Value) => value === true ? 'True' : value === false ? 'False' : value === null ? 'None' : String(value);

export function referencePartitions(raw: RawMethod): Set<string> {
  const options = new Map<string, Value[]>(), ranges = new Map<string, [string, number, number]>();
  const followers = (name: string, value: Value): string[] => raw.conditional_hyperparameters[name]?.[text(value)] ?? listed.get(name)?.(value as number) ?? [];
  const listed = new Map<string, (length: number) => string[]>();
  const spread = (names: string[]) => names.map((name) => raw.hyperparameters[name].type === 'list' ? `len(${name})` : name);
  const number = (name: string, { type, range }: { type: string; range: number[] }) =>
    range.length === 1 ? options.set(name, range) : ranges.set(name, [type.toUpperCase(), range[0], range[1]]);
  for (const [name, h] of Object.entries(raw.hyperparameters)) {
    if (h.type === 'list') {
      options.set(`len(${name})`, h.list_length!);
      for (let i = 0; i < Math.max(...h.list_length!); i++) number(`${name}[${i}]`, h.element!);
      listed.set(`len(${name})`, (length) => Array.from({ length }, (_, i) => `${name}[${i}]`));
    } else if (h.values) options.set(name, h.values);
    else number(name, h as { type: string; range: number[] });
  }
  const found = new Set<string>();
  const names = [...options.keys()];
  const visit = (at: number, assigned: Record<string, Value>) => {
    if (at < names.length) { for (const value of options.get(names[at])!) visit(at + 1, { ...assigned, [names[at]]: value }); return; }
    const active = new Set(spread(raw.root_hyperparameters));
    for (let before = -1; before !== active.size;) {
      before = active.size;
      for (const name of [...active]) if (options.has(name)) for (const f of spread(followers(name, assigned[name]).filter((n) => n in raw.hyperparameters))) active.add(f);
      for (const name of [...active]) for (const f of listed.get(name)?.(assigned[name] as number) ?? []) active.add(f);
    }
    const part: Described = { categoricals: {}, constants: {}, tunables: {} };
    for (const name of active) {
      if (ranges.has(name)) part.tunables[name] = ranges.get(name)!;
      else (options.get(name)!.length > 1 ? part.categoricals : part.constants)[name] = assigned[name];
    }
    found.add(canonical(part));
  };
  visit(0, {});
  return found;
}

const sorted = (record: object) => Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
export const canonical = ({ categoricals, constants, tunables }: Described) => JSON.stringify([sorted(categoricals), sorted(constants), sorted(tunables)]);
