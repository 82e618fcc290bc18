import { ArgsType, Field, ID, InputType, registerEnumType } from 'type-graphql';
import { HyperpartitionStatus } from '../../../core/states';
import { OrderInput, orderTerm, type Orders } from '../../connection/order';
import { NumberedPageArgs } from '../../connection/page-args';
import { extendFilter } from '../../filter/extend';
import { IntFilter, listFilterOf, StringFilter } from '../../filter/inputs';
import type { FilterTarget } from '../../filter/where';
import { decodeIds } from '../../global-id';
import { DatarunFilter, DatarunOrder, datarunOrders, datarunTarget } from '../datarun/datarun.input';

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

extendFilter({ input: DatarunFilter, target: datarunTarget }, 'hyperpartitions', {
  input: listFilterOf('Hyperpartition', () => HyperpartitionFilter), target: hyperpartitionTarget, column: 'datarun_id', description: 'Its hyperpartitions are such.',
});

export enum HyperpartitionField { ID = 'ID', METHOD = 'METHOD', STATUS = 'STATUS' }
registerEnumType(HyperpartitionField, { name: 'HyperpartitionField', description: 'What hyperpartitions can be ordered by.' });

export const hyperpartitionOrders: Orders & { fields: Record<HyperpartitionField, unknown> } = {
  fields: { ID: orderTerm('id', 'number', 'integer'), METHOD: orderTerm('method', 'method', 'text'), STATUS: orderTerm('status', 'status', 'text') },
  relations: { datarun: { column: 'datarun_id', table: 'datarun', orders: datarunOrders } },
};

@InputType({ description: 'One term of an ordering: either a field of the hyperpartition, or one of its datarun.' })
export class HyperpartitionOrder extends OrderInput {
  @Field(() => HyperpartitionField, { nullable: true, description: 'What to order by.' }) field?: HyperpartitionField;
  @Field(() => DatarunOrder, { nullable: true, description: 'By a field of its datarun.' }) datarun?: DatarunOrder;
}

@ArgsType()
export class HyperpartitionListArgs extends NumberedPageArgs {
  @Field(() => HyperpartitionFilter, { nullable: true, description: 'Only those for which this holds.' }) where?: HyperpartitionFilter;
  @Field(() => [HyperpartitionOrder], { nullable: true, description: 'By the id when nothing is said.' }) orderBy?: HyperpartitionOrder[];
}
