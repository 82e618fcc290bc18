import { ArgsType, Field, ID, InputType } from 'type-graphql';
import { PodPhase } from '../../../core/states';
import { NumberedPageArgs, PageArgs } from '../../connection/page-args';
import { IntFilter, StringFilter } from '../../filter/inputs';
import type { FilterTarget } from '../../filter/where';
import { decodeIds } from '../../global-id';

@InputType({ description: 'Conditions on pods; all that are given must hold.' })
export class PodFilter {
  @Field(() => [ID], { nullable: true, description: 'One of these ids.' }) id?: string[];
  @Field(() => StringFilter, { nullable: true, description: 'On the name.' }) name?: object;
  @Field(() => [PodPhase], { nullable: true, description: 'One of these phases.' }) phase?: PodPhase[];
  @Field(() => IntFilter, { nullable: true, description: 'On the number of the attempt.' }) attempt?: object;
  @Field(() => StringFilter, { nullable: true, description: 'On the name of the machine.' }) host?: object;
  @Field(() => [PodFilter], { nullable: true, description: 'All of these hold.' }) and?: PodFilter[];
  @Field(() => [PodFilter], { nullable: true, description: 'At least one of these holds.' }) or?: PodFilter[];
  @Field(() => PodFilter, { nullable: true, description: 'This does not hold.' }) not?: PodFilter;
}

export const podTarget: FilterTarget = {
  table: 'pod',
  fields: {
    id: { kind: 'oneOf', column: 'id', cast: 'integer', values: (ids) => decodeIds('po', ids) },
    name: { kind: 'compare', column: 'name', cast: 'text' },
    phase: { kind: 'oneOf', column: 'phase', cast: 'text' },
    attempt: { kind: 'compare', column: 'attempt', cast: 'integer' },
    host: { kind: 'compare', column: 'host', cast: 'text' },
  },
};

@ArgsType()
export class PodListArgs extends NumberedPageArgs {
  @Field(() => PodFilter, { nullable: true, description: 'Only those for which this holds.' }) where?: PodFilter;
}

@ArgsType()
export class PodChildArgs extends PageArgs {
  @Field(() => PodFilter, { nullable: true, description: 'Only those for which this holds.' }) where?: PodFilter;
}
