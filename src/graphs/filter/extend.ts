import { Field, type ClassType } from 'type-graphql';
import type { FilterTarget } from './where';

/** A filter as GraphQL and as SQL know it. */
export interface FilterOf { input: ClassType; target: FilterTarget }

/** A list of children, as their parent's filter shows it. */
export interface ChildList {
  /** Made by `listFilterOf`. */
  input: ClassType;
  target: FilterTarget;
  /** Of the children's table, holds the parent's `id`. */
  column: string;
  description: string;
}

/**
 * Adds a filter on a list of children to their parent's filter. It is called in the child's folder, where the parent's
 * type gets the list itself, so that parents never import children.
 */
export function extendFilter(parent: FilterOf, name: string, { input, target, column, description }: ChildList): void {
  Field(() => input, { nullable: true, description })(parent.input.prototype as object, name);
  parent.target.fields[name] = { kind: 'list', column, target: () => target };
}
