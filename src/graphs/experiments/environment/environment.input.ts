import { Field, InputType } from 'type-graphql';
import type { FilterTarget } from '../../filter/where';
import { Json } from '../../scalars';

@InputType({ description: 'What a program needs around it.' })
export class CreateEnvironmentInput {
  @Field({ description: 'Unique, 1 to 255 characters.' }) name: string;
  @Field(() => String, { nullable: true, description: 'Image of its container.' }) image?: string;
  @Field(() => String, { nullable: true, description: 'Image as the kernel description names it.' }) dockerImage?: string;
  @Field(() => Json, { nullable: true, description: 'Name, channels and packages of its kernel.' }) kernelSpec?: object;
  @Field(() => String, { nullable: true, description: 'For people.' }) description?: string;
}

export const environmentTarget: FilterTarget = { table: 'environment', fields: {} };
