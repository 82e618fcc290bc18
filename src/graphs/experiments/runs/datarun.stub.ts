import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { encodeId } from '../../global-id';

/** The search subgraph owns it; here it is only its key. */
@Directive('@key(fields: "id")')
@ObjectType('Datarun', { description: 'A search for the best classifier of a data set.', simpleResolvers: true })
export class DatarunStub {
  @Field(() => ID, { description: 'Opaque and stable.' }) id: string;

  static of(number: number): DatarunStub { return Object.assign(new DatarunStub(), { id: encodeId('dr', number) }); }
}
