import { Field, ID, Int, ObjectType } from 'type-graphql';
import { DateTime } from '../../scalars';

@ObjectType({ description: 'A process that runs trials.', simpleResolvers: true })
export class Worker {
  @Field(() => ID, { description: 'Opaque; new at every start of the process.' }) id: string;
  @Field({ description: 'Name of its machine.' }) host: string;
  @Field(() => Int, { description: 'Process id on that machine.' }) pid: number;
  @Field(() => Int, { description: 'Trials that it runs at a time.' }) slots: number;
  @Field(() => Boolean, { description: 'Whether it was seen in the last 10 seconds.' }) alive: boolean;
  @Field(() => DateTime, { description: 'When it said last that it lives; it does so every 2 seconds.' }) lastSeenAt: string;
  @Field(() => Int, { description: 'Trials that it runs now.' }) runningNow: number;
}
