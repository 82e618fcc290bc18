import { Field, Float, InputType, Int, type ClassType } from 'type-graphql';
import type { GraphQLScalarType } from 'graphql';
import { DateTime } from '../scalars';

/** Comparison operators, as they are spelled in every typed filter. */
export type Operator = 'eq' | 'ne' | 'in' | 'notIn' | 'lt' | 'lte' | 'gt' | 'gte' | 'like' | 'ilike' | 'isNull';
export type Comparison = Partial<Record<Operator, unknown>>;

type Scalar = GraphQLScalarType | StringConstructor;

function comparison(name: string, of: () => Scalar, what: string, extra: 'text' | 'ordered') {
  @InputType(name, { description: `Conditions on ${what}; all that are given must hold.` })
  class ComparisonInput {
    @Field(of, { nullable: true, description: 'Equal to.' }) eq?: unknown;
    @Field(of, { nullable: true, description: 'Not equal to; null values are not equal to anything.' }) ne?: unknown;
    @Field(() => [of()], { nullable: true, description: 'One of, 1,000 at most.' }) in?: unknown[];
    @Field(() => [of()], { nullable: true, description: 'None of, 1,000 at most.' }) notIn?: unknown[];
    @Field(of, { nullable: true, description: 'Less than.' }) lt?: unknown;
    @Field(of, { nullable: true, description: 'Less than or equal to.' }) lte?: unknown;
    @Field(of, { nullable: true, description: 'Greater than.' }) gt?: unknown;
    @Field(of, { nullable: true, description: 'Greater than or equal to.' }) gte?: unknown;
    @Field(() => Boolean, { nullable: true, description: 'True: is null. False: is not null.' }) isNull?: boolean;
  }
  if (extra === 'text') {
    Field(of, { nullable: true, description: 'SQL LIKE pattern: `%` any text, `_` any character, case matters.' })(ComparisonInput.prototype, 'like');
    Field(of, { nullable: true, description: 'As `like`, case ignored.' })(ComparisonInput.prototype, 'ilike');
  }
  return ComparisonInput;
}

export const IntFilter = comparison('IntFilter', () => Int, 'a whole number', 'ordered');
export const FloatFilter = comparison('FloatFilter', () => Float, 'a number', 'ordered');
export const StringFilter = comparison('StringFilter', () => String, 'a text', 'text');
export const DateTimeFilter = comparison('DateTimeFilter', () => DateTime, 'a moment', 'ordered');

export type ListConditions = Partial<Record<'some' | 'none' | 'every', Record<string, unknown>>>;

/** The filter on a list of children, made of the filter on one of them. @param name of the child's type */
export function listFilterOf(name: string, filter: () => ClassType) {
  @InputType(`${name}ListFilter`, { description: `Conditions on the ${name}s that something has; all that are given must hold. An empty one in their place holds for each ${name}.` })
  class ListFilter {
    @Field(filter, { nullable: true, description: 'At least one is such.' }) some?: object;
    @Field(filter, { nullable: true, description: 'Not one is such.' }) none?: object;
    @Field(filter, { nullable: true, description: 'Each is such, as when there are none.' }) every?: object;
  }
  return ListFilter;
}
