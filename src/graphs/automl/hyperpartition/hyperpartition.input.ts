import { ArgsType, Field, ID, InputType } from 'type-graphql';
import { HyperpartitionStatus } from '../../../core/states';
import { NumberedPageArgs } from '../../connection/page-args';
import { IntFilter, StringFilter } from '../../filter/inputs';
import type { FilterTarget } from '../../filter/where';
import { decodeIds } from '../../global-id';
import { DatarunFilter, datarunTarget } from '../datarun/datarun.input';

@InputType({ description: 'Conditions on hyperpartitions; all that are given must hold.' })
export class HyperpartitionFilter {
  @Field(() => [ID], { nullable: true, description: 'One of these ids.' }) id?: string[];
  @Field(() => IntFilter, { nullable: true, description: "On ATM's integer id." }) number?: object;
  @Field(() => DatarunFilter, { nullable: true, description: 'Its datarun is such.' }) datarun?: DatarunFilter;
  @Field(() => StringFilter, { nullable: true, description: 'On the name of the method.' }) method?: object;
  @Field(() => [HyperpartitionStatus], { nullable: true, description: 'One of these states.' }) status?: HyperpartitionStatus[];
  @Field(() => [HyperpartitionFilter], { nullable: true, description: 'All of these hold.' }) and?: HyperpartitionFilter[];
  @Field(() => [HyperpartitionFilter], { nullable: true, description: 'At least one of these holds.' }) or?: HyperpartitionFilter[];
  @Field(() => HyperpartitionFilter, { nullable: true, description: 'This does not hold.' }) not?: HyperpartitionFilter;
}

export const hyperpartitionTarget: FilterTarget = {
  table: 'hyperpartition',
  fields: {
    id: { kind: 'oneOf', column: 'id', cast: 'integer', values: (ids) => decodeIds('hp', ids) },
    number: { kind: 'compare', column: 'id', cast: 'integer' },
    datarun: { kind: 'relation', column: 'datarun_id', target: () => datarunTarget },
    method: { kind: 'compare', column: 'method', cast: 'text' },
    status: { kind: 'oneOf', column: 'status', cast: 'text' },
  },
};

@ArgsType()
export class HyperpartitionListArgs extends NumberedPageArgs {
  @Field(() => HyperpartitionFilter, { nullable: true, description: 'Only those for which this holds.' }) where?: HyperpartitionFilter;
}
