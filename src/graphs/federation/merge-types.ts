import {
  GraphQLInputObjectType, GraphQLInterfaceType, GraphQLList, GraphQLNonNull, GraphQLObjectType, GraphQLUnionType,
  isEnumType, isInputObjectType, isInterfaceType, isListType, isNonNullType, isObjectType, isScalarType, isUnionType, print,
  type ConstDirectiveNode, type GraphQLAbstractType, type GraphQLFieldConfig, type GraphQLInputType, type GraphQLNamedType, type GraphQLOutputType,
  type GraphQLType, type GraphQLTypeResolver, type ObjectTypeDefinitionNode,
} from 'graphql';
import type { GraphContext } from '../context';
import type { Subgraph } from './reference';

/** A type as one part has it. */
export interface Member<T extends GraphQLNamedType = GraphQLNamedType> { part: Subgraph; type: T }
export type FieldConfig = GraphQLFieldConfig<unknown, GraphContext>;
export type Composite = GraphQLObjectType<unknown, GraphContext> | GraphQLInterfaceType;
type Types = ReadonlyMap<string, GraphQLNamedType>;

/** Makes one type of all its members; it refers to the other types by name, through `types`, which may be filled later. */
export function rebuild(members: Member[], types: Types, fieldsOf: (members: Member<Composite>[]) => Record<string, FieldConfig>): GraphQLNamedType {
  const { type } = members[0];
  const other = members.find((m) => m.type.constructor !== type.constructor);
  if (other) throw new Error(`${type.name} is of two kinds: ${type.constructor.name} and ${other.type.constructor.name}.`);
  // Every part shares the one object of a scalar or enum, so the first is as good as any.
  if (isScalarType(type) || isEnumType(type)) return type;
  if (isInputObjectType(type)) {
    const config = type.toConfig();
    return new GraphQLInputObjectType({ ...config, fields: () => mapValues(config.fields, (f) => ({ ...f, type: rewire(f.type, types) as GraphQLInputType })) });
  }
  if (isUnionType(type)) {
    return new GraphQLUnionType({
      ...type.toConfig(),
      types: () => distinct(members.flatMap((m) => (m.type as GraphQLUnionType).getTypes())).map(({ name }) => types.get(name) as GraphQLObjectType),
      resolveType: firstResolveType(members),
    });
  }
  const composites = members as Member<Composite>[];
  const config = (type as Composite).toConfig();
  const shape = {
    name: config.name,
    description: config.description,
    extensions: Object.assign({}, ...members.map((m) => m.type.extensions)) as typeof config.extensions,
    interfaces: () => distinct(composites.flatMap((m) => m.type.getInterfaces())).map(({ name }) => types.get(name) as GraphQLInterfaceType),
    fields: () => mapValues(fieldsOf(composites), (field) => ({
      ...field,
      type: rewire(field.type, types) as GraphQLOutputType,
      args: mapValues(field.args ?? {}, (arg) => ({ ...arg, type: rewire(arg.type, types) as GraphQLInputType })),
    })),
  };
  if (isInterfaceType(type)) return new GraphQLInterfaceType({ ...shape, astNode: type.astNode, resolveType: firstResolveType(members) });
  const tests = members.flatMap((m) => (isObjectType(m.type) && m.type.isTypeOf) || []);
  return new GraphQLObjectType({
    ...shape,
    astNode: withDirectivesOfAll(members),
    isTypeOf: tests.length ? (value, ctx, info) => tests.some((test) => test(value, ctx, info)) : undefined,
  });
}

function rewire(type: GraphQLType, types: Types): GraphQLType {
  if (isNonNullType(type)) return new GraphQLNonNull(rewire(type.ofType, types) as Exclude<GraphQLType, GraphQLNonNull<GraphQLType>>);
  if (isListType(type)) return new GraphQLList(rewire(type.ofType, types));
  return types.get(type.name) ?? type;
}

/** A part knows only its own classes and throws for another part's. */
function firstResolveType(members: Member[]): GraphQLTypeResolver<unknown, GraphContext> {
  const resolvers = members.flatMap((m) => (m.type as GraphQLAbstractType).resolveType ?? []);
  return (value, ctx, info, abstractType) => {
    let failure: unknown;
    for (const resolve of resolvers) {
      try {
        const name = resolve(value, ctx, info, abstractType);
        if (name) return name;
      } catch (error) { failure = error; }
    }
    if (failure) throw failure;
    return undefined;
  };
}

/** TypeGraphQL keeps a type's directives in its AST node; `@key` and `@shareable` of every part must survive. */
function withDirectivesOfAll(members: Member[]): ObjectTypeDefinitionNode | undefined {
  const nodes = members.flatMap((m) => (m.type.astNode as ObjectTypeDefinitionNode | null | undefined) ?? []);
  const directives = new Map<string, ConstDirectiveNode>(nodes.flatMap((node) => node.directives ?? []).map((d) => [print(d), d]));
  return nodes.length ? { ...nodes[0], directives: [...directives.values()] } : undefined;
}

const distinct = <T extends { name: string }>(types: readonly T[]) => [...new Map(types.map((type) => [type.name, type])).values()];
const mapValues = <A, B>(object: Record<string, A>, map: (value: A) => B) =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value)])) as Record<string, B>;
