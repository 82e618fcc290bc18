import {
  getNamedType, isCompositeType, isListType, isNonNullType, isObjectType, isInterfaceType, Kind, SchemaMetaFieldDef, TypeMetaFieldDef, valueFromASTUntyped,
  type DocumentNode, type FieldNode, type FragmentDefinitionNode, type GraphQLField, type GraphQLNamedType, type GraphQLSchema, type OperationDefinitionNode,
  type SelectionSetNode, type ValueNode,
} from 'graphql';
import { LimitExceeded } from '../../core/errors';
import { ASSUMED_ITEMS, limits } from '../limits';

type Variables = Readonly<Record<string, unknown>>;
/** Arguments that say how many items come back; `representations` is how a gateway asks for entities. */
const SIZE_ARGUMENTS = ['first', 'last', 'pageSize', 'representations'];

/**
 * Checks depth, aliases and the number of values that the answer may have. What is visited is counted too, because lists
 * of no items cost nothing: checking ends early whatever is asked.
 * @throws LIMIT_EXCEEDED
 */
export function createLimitCheck(schema: GraphQLSchema) {
  const passed = new WeakSet<OperationDefinitionNode>();
  return (document: DocumentNode, operation: OperationDefinitionNode, variables: Variables): void => {
    if (passed.has(operation)) return;
    const measure = new Measure(schema, document, operation, variables);
    measure.run();
    if (!measure.usedVariables) passed.add(operation);
  };
}

interface Place {
  depth: number;
  /** How many objects the fields here are asked of. */
  items: number;
  /** Set in a connection: the size that it was asked for, which holds for the lists in it. */
  listSize?: number;
}

class Measure {
  usedVariables = false;
  private cost = 0;
  private aliases = 0;
  private visited = 0;
  private readonly fragments: Map<string, FragmentDefinitionNode>;

  constructor(private readonly schema: GraphQLSchema, document: DocumentNode, private readonly operation: OperationDefinitionNode, private readonly variables: Variables) {
    this.fragments = new Map(document.definitions.flatMap((d) => (d.kind === Kind.FRAGMENT_DEFINITION ? [[d.name.value, d]] : [])));
  }

  run(): void {
    this.visit(this.operation.selectionSet, this.schema.getRootType(this.operation.operation)!, { depth: 1, items: 1 });
  }

  private visit({ selections }: SelectionSetNode, parent: GraphQLNamedType, at: Place): void {
    for (const selection of selections) {
      within('cost', ++this.visited, 'selections');
      if (selection.kind === Kind.FIELD) this.visitField(selection, parent, at);
      else if (selection.kind === Kind.INLINE_FRAGMENT) this.visit(selection.selectionSet, this.typeNamed(selection.typeCondition?.name.value) ?? parent, at);
      else {
        const fragment = this.fragments.get(selection.name.value)!;
        this.visit(fragment.selectionSet, this.typeNamed(fragment.typeCondition.name.value) ?? parent, at);
      }
    }
  }

  private visitField(node: FieldNode, parent: GraphQLNamedType, { depth, items, listSize }: Place): void {
    this.cost += items;
    if (node.alias) this.aliases++;
    within('depth', depth, 'levels of fields');
    within('aliases', this.aliases, 'aliases');
    within('cost', this.cost, 'values in the answer');
    const field = fieldOf(parent, node.name.value);
    if (!node.selectionSet || !field) return;
    const size = this.sizeOf(node, field);
    const next = { depth: depth + 1, items };
    if (!isListType(isNonNullType(field.type) ? field.type.ofType : field.type)) return this.visit(node.selectionSet, getNamedType(field.type), { ...next, listSize: size });
    // The schema itself is small, and graphql-js limits how deep it may be asked for.
    const factor = parent.name.startsWith('__') ? 1 : size ?? listSize ?? ASSUMED_ITEMS;
    this.visit(node.selectionSet, getNamedType(field.type), { ...next, items: items * factor });
  }

  /** The largest size that the client gives, else the default; undefined where the field has no size argument. */
  private sizeOf(node: FieldNode, field: GraphQLField<unknown, unknown>): number | undefined {
    const args = field.args.filter(({ name }) => SIZE_ARGUMENTS.includes(name));
    if (!args.length) return undefined;
    const given = (node.arguments ?? []).filter(({ name }) => SIZE_ARGUMENTS.includes(name.value)).map(({ value }) => count(this.valueOf(value)));
    const defaults = args.map(({ defaultValue }) => count(defaultValue));
    const known = [given, defaults].map((sizes) => sizes.filter((size) => size !== undefined)).find((sizes) => sizes.length);
    return known ? Math.max(...known) : ASSUMED_ITEMS;
  }

  private valueOf(node: ValueNode): unknown {
    if (node.kind !== Kind.VARIABLE) return node.kind === Kind.LIST ? node.values : valueFromASTUntyped(node);
    this.usedVariables = true;
    const name = node.name.value;
    if (Object.hasOwn(this.variables, name)) return this.variables[name];
    const fallback = this.operation.variableDefinitions?.find(({ variable }) => variable.name.value === name)?.defaultValue;
    return fallback && this.valueOf(fallback);
  }

  private typeNamed(name: string | undefined): GraphQLNamedType | undefined {
    const type = name === undefined ? undefined : this.schema.getType(name);
    return isCompositeType(type) ? type : undefined;
  }
}

function fieldOf(type: GraphQLNamedType, name: string): GraphQLField<unknown, unknown> | undefined {
  if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
  if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
  return isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
}

function count(value: unknown): number | undefined {
  if (Array.isArray(value)) return value.length;
  return typeof value === 'number' ? Math.max(0, value) : undefined;
}

function within(name: 'depth' | 'aliases' | 'cost', actual: number, what: string): void {
  if (actual > limits[name]) throw new LimitExceeded(`The operation has ${actual} ${what} or more; at most ${limits[name]} are allowed.`, { limit: limits[name], actual });
}
