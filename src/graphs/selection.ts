import { getNamedType, isObjectType, isInterfaceType, Kind, type FieldNode, type GraphQLNamedType, type GraphQLResolveInfo, type SelectionSetNode } from 'graphql';
import { Extensions } from 'type-graphql';

/**
 * Declares which properties of its row a field is made of that is not simply one of them, so that a list need not read
 * the other columns. Without this, all are read.
 */
export const Reads = <T>(...properties: (keyof T & string)[]) => Extensions({ reads: properties });

export interface Selection {
  /** Properties of rows that are needed; null: all. */
  properties: ReadonlySet<string> | null;
  /** Whether it matters if more follow. */
  pageInfo: boolean;
  /** Equal for equal selections. */
  key: string;
}

const known = new WeakMap<readonly FieldNode[], Selection>();

/**
 * What the operation asks of the nodes of a connection. `@skip` and `@include` are not looked at, so it may be more than
 * what is answered.
 */
export function nodeSelection(info: GraphQLResolveInfo): Selection {
  let selection = known.get(info.fieldNodes);
  if (!selection) known.set(info.fieldNodes, selection = select(info));
  return selection;
}

const KEY_FIELDS = new Set(['id', 'number', '__typename']);
const keyOnly = new WeakMap<readonly FieldNode[], boolean>();

/** Whether nothing but the key is asked of an object: then it need not be read, its parent's row has the key. */
export function asksOnlyForKey(info: GraphQLResolveInfo): boolean {
  let only = keyOnly.get(info.fieldNodes);
  if (only === undefined) keyOnly.set(info.fieldNodes, only = info.fieldNodes.flatMap((node) => subfields(node.selectionSet, info)).every((node) => KEY_FIELDS.has(node.name.value)));
  return only;
}

/** The object with nothing but its key. */
export const withKey = <T extends { number: number }>(type: new () => T, number: number): T => Object.assign(new type(), { number });

/** The one that a row refers to: read, unless nothing but its key is asked. */
export const toOne = <T extends { number: number }>(info: GraphQLResolveInfo, type: new () => T, number: number, loader: { load(key: number): Promise<T | null> }) =>
  (asksOnlyForKey(info) ? withKey(type, number) : loader.load(number));

function select(info: GraphQLResolveInfo): Selection {
  const connection = fieldsOf(getNamedType(info.returnType));
  const below = (nodes: readonly FieldNode[], name: string) => nodes.flatMap((node) => subfields(node.selectionSet, info)).filter((node) => node.name.value === name);
  const nodes = [...below(info.fieldNodes, 'nodes'), ...below(below(info.fieldNodes, 'edges'), 'node')];
  const fields = fieldsOf(getNamedType(connection.nodes!.type));
  const pageInfo = below(info.fieldNodes, 'pageInfo').length > 0;
  const properties = new Set<string>();
  for (const name of nodes.flatMap((node) => subfields(node.selectionSet, info)).map((node) => node.name.value)) {
    if (name === '__typename') continue;
    const field = fields[name];
    // Of a type that these nodes cannot be.
    if (!field) continue;
    const reads = field.extensions.reads as string[] | undefined;
    if (!reads && field.resolve) return { properties: null, pageInfo, key: `*${pageInfo}` };
    for (const property of reads ?? [name]) properties.add(property);
  }
  return { properties, pageInfo, key: `${[...properties].sort().join()} ${pageInfo}` };
}

/** The fields of a selection with those of its fragments. */
function subfields(set: SelectionSetNode | undefined, info: GraphQLResolveInfo): FieldNode[] {
  return (set?.selections ?? []).flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection];
    return subfields(selection.kind === Kind.FRAGMENT_SPREAD ? info.fragments[selection.name.value]!.selectionSet : selection.selectionSet, info);
  });
}

function fieldsOf(type: GraphQLNamedType) {
  if (!isObjectType(type) && !isInterfaceType(type)) throw new Error(`${type.name} has no fields.`);
  return type.getFields();
}
