import { ArgsType, Field, ID, InputType } from 'type-graphql';
import { ComponentState } from '../../../core/states';
import { PageArgs } from '../../connection/page-args';
import { StringFilter } from '../../filter/inputs';
import type { FilterTarget } from '../../filter/where';
import { decodeIds } from '../../global-id';

@InputType({ description: 'Conditions on components; all that are given must hold.' })
export class ComponentFilter {
  @Field(() => [ID], { nullable: true, description: 'One of these ids.' }) id?: string[];
  @Field(() => StringFilter, { nullable: true, description: 'On the name.' }) name?: object;
  @Field(() => StringFilter, { nullable: true, description: 'On the role.' }) role?: object;
  @Field(() => [ComponentState], { nullable: true, description: 'One of these states.' }) state?: ComponentState[];
  @Field(() => [ComponentFilter], { nullable: true, description: 'All of these hold.' }) and?: ComponentFilter[];
  @Field(() => [ComponentFilter], { nullable: true, description: 'At least one of these holds.' }) or?: ComponentFilter[];
  @Field(() => ComponentFilter, { nullable: true, description: 'This does not hold.' }) not?: ComponentFilter;
}

export const componentTarget: FilterTarget = {
  table: 'component',
  fields: {
    id: { kind: 'oneOf', column: 'id', cast: 'integer', values: (ids) => decodeIds('co', ids) },
    name: { kind: 'compare', column: 'name', cast: 'text' },
    role: { kind: 'compare', column: 'role', cast: 'text' },
    state: { kind: 'oneOf', column: 'state', cast: 'text' },
  },
};

@ArgsType()
export class ComponentChildArgs extends PageArgs {
  @Field(() => ComponentFilter, { nullable: true, description: 'Only those for which this holds.' }) where?: ComponentFilter;
}
