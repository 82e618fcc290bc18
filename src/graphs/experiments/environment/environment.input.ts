import { ArgsType, Field, ID, InputType } from 'type-graphql';
import { NumberedPageArgs } from '../../connection/page-args';
import { DateTimeFilter, StringFilter } from '../../filter/inputs';
import type { FilterTarget } from '../../filter/where';
import { decodeIds } from '../../global-id';
import { Json } from '../../scalars';

/** The whole of it, at most 64 KB as JSON. */
@InputType()
abstract class EnvironmentSpec {
  @Field({ description: 'Unique, 1 to 255 characters; case matters.' }) name: string;
  @Field(() => String, { nullable: true, description: 'Image of its container.' }) image?: string;
  @Field(() => String, { nullable: true, description: 'Image as the kernel description names it.' }) dockerImage?: string;
  @Field(() => Json, { nullable: true, description: '`{name, channels, condaDependencies, pipDependencies}`: a text and lists of texts, each of which may be left out.' }) kernelSpec?: object;
  @Field(() => String, { nullable: true, description: 'For people.' }) description?: string;
}

@InputType({ description: 'What a program needs around it; at most 64 KB as JSON.' })
export class CreateEnvironmentInput extends EnvironmentSpec {}

@InputType({ description: 'What takes the place of all that an environment was; what is left out is null then. At most 64 KB as JSON.' })
export class UpdateEnvironmentInput extends EnvironmentSpec {}

@InputType({ description: 'Conditions on environments; all that are given must hold.' })
export class EnvironmentFilter {
  @Field(() => [ID], { nullable: true, description: 'One of these ids.' }) id?: string[];
  @Field(() => StringFilter, { nullable: true, description: 'On the name.' }) name?: object;
  @Field(() => DateTimeFilter, { nullable: true, description: 'On when it was stored.' }) createdAt?: object;
  @Field(() => [EnvironmentFilter], { nullable: true, description: 'All of these hold.' }) and?: EnvironmentFilter[];
  @Field(() => [EnvironmentFilter], { nullable: true, description: 'At least one of these holds.' }) or?: EnvironmentFilter[];
  @Field(() => EnvironmentFilter, { nullable: true, description: 'This does not hold.' }) not?: EnvironmentFilter;
}

export const environmentTarget: FilterTarget = {
  table: 'environment',
  fields: {
    id: { kind: 'oneOf', column: 'id', cast: 'integer', values: (ids) => decodeIds('en', ids) },
    name: { kind: 'compare', column: 'name', cast: 'text' },
    createdAt: { kind: 'compare', column: 'created_at', cast: 'timestamptz' },
  },
};

@ArgsType()
export class EnvironmentListArgs extends NumberedPageArgs {
  @Field(() => EnvironmentFilter, { nullable: true, description: 'Only those for which this holds.' }) where?: EnvironmentFilter;
}
