import { Field } from 'type-graphql';

/**
 * `@Field` for an accessor that is read like a property. TypeGraphQL would put a resolver before it, and calling that for
 * each object of a list costs more than reading the object from the database.
 */
export const PlainField = (...args: Parameters<typeof Field>): MethodDecorator => (prototype, name) => Field(...args)(prototype, name);
