import { isObjectType, type GraphQLFieldResolver, type GraphQLSchema } from 'graphql';
import { Extensions } from 'type-graphql';

/**
 * For field resolvers that lists call for each of their objects: their method is the resolver, with nothing in between.
 * TypeGraphQL would make an instance of the arguments' class and wait for its validation each time. The parameters must be
 * (@Root, @Args, @Ctx, @Info) in this order, the arguments are a plain object, and there is no `this`.
 */
export const Direct: MethodDecorator = (prototype, name, descriptor) => Extensions({ direct: descriptor.value })(prototype, name, descriptor);

/** Puts the methods that are marked `@Direct` in place. */
export function withDirectResolvers(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      if (field.extensions.direct) field.resolve = field.extensions.direct as GraphQLFieldResolver<unknown, unknown>;
    }
  }
  return schema;
}
