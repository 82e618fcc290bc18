import { ArgsType, Field, ID, InputType } from 'type-graphql';
import { NumberedPageArgs } from '../../connection/page-args';
import { DateTimeFilter, StringFilter } from '../../filter/inputs';
import type { FilterTarget } from '../../filter/where';
import { decodeIds } from '../../global-id';
import { Json } from '../../scalars';

@InputType({ description: 'What may be filled in when an experiment is made of a template.' })
export class TemplateParameterInput {
  @Field({ description: 'As it stands in `{{name}}`, or the path of the value that it replaces. Unique in its template, at least 1 character.' }) name: string;
  @Field(() => Boolean, { nullable: true, description: 'True: it has to be given each time.' }) required?: boolean;
  @Field(() => String, { nullable: true, description: 'For people.' }) description?: string;
  @Field(() => String, { nullable: true, description: 'What it is when it is not given.' }) value?: string;
}

@InputType()
abstract class TemplateContent {
  @Field({ description: 'Unique, 1 to 32 characters; case matters.' }) name: string;
  @Field(() => String, { nullable: true, description: 'Who wrote it.' }) author?: string;
  @Field(() => String, { nullable: true, description: 'For people.' }) description?: string;
  @Field(() => [TemplateParameterInput], { defaultValue: [], description: 'At most 1,000.' }) parameters: TemplateParameterInput[];
  @Field(() => Json, { description: 'An object: the request for an experiment, with `{{name}}` in its texts where a parameter goes. It is shown to whoever asks, so it is no place for secrets.' }) spec: object;
}

@InputType({ description: 'An experiment with gaps; at most 64 KB as JSON.' })
export class CreateExperimentTemplateInput extends TemplateContent {}

@InputType({ description: 'What takes the place of all that a template was; what is left out is null then. At most 64 KB as JSON.' })
export class UpdateExperimentTemplateInput extends TemplateContent {}

@InputType({ description: 'Conditions on templates of experiments; all that are given must hold.' })
export class ExperimentTemplateFilter {
  @Field(() => [ID], { nullable: true, description: 'One of these ids.' }) id?: string[];
  @Field(() => StringFilter, { nullable: true, description: 'On the name.' }) name?: object;
  @Field(() => StringFilter, { nullable: true, description: 'On the author.' }) author?: object;
  @Field(() => DateTimeFilter, { nullable: true, description: 'On when it was stored.' }) createdAt?: object;
  @Field(() => [ExperimentTemplateFilter], { nullable: true, description: 'All of these hold.' }) and?: ExperimentTemplateFilter[];
  @Field(() => [ExperimentTemplateFilter], { nullable: true, description: 'At least one of these holds.' }) or?: ExperimentTemplateFilter[];
  @Field(() => ExperimentTemplateFilter, { nullable: true, description: 'This does not hold.' }) not?: ExperimentTemplateFilter;
}

export const templateTarget: FilterTarget = {
  table: 'experiment_template',
  fields: {
    id: { kind: 'oneOf', column: 'id', cast: 'integer', values: (ids) => decodeIds('tp', ids) },
    name: { kind: 'compare', column: 'name', cast: 'text' },
    author: { kind: 'compare', column: 'author', cast: 'text' },
    createdAt: { kind: 'compare', column: 'created_at', cast: 'timestamptz' },
  },
};

@ArgsType()
export class TemplateListArgs extends NumberedPageArgs {
  @Field(() => ExperimentTemplateFilter, { nullable: true, description: 'Only those for which this holds.' }) where?: ExperimentTemplateFilter;
}
