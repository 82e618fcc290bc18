import { Field, ID, Int, ObjectType } from 'type-graphql';
import { DateTime } from '../../scalars';

@ObjectType({ description: 'A process that runs trials and pods.', simpleResolvers: true })
export class Worker {
  @Field(() => ID, { description: 'Opaque; new at every start of the process.' }) id: string;
  @Field({ description: 'Name of its machine.' }) host: string;
  @Field(() => Int, { description: 'Process id on that machine.' }) pid: number;
  @Field(() => Int, { description: 'Trials that it runs at a time, at most.' }) slots: number;
  @Field(() => Int, { description: 'Pods of experiments that it runs at a time, at most; 0: it runs none.' }) podSlots: number;
  @Field(() => Boolean, { description: 'Whether it was seen in the last 10 seconds.' }) alive: boolean;
  @Field(() => DateTime, { description: 'When it said last that it lives; it does so every 2 seconds.' }) lastSeenAt: string;
  @Field(() => Int, { description: 'Trials that it runs now.' }) runningNow: number;
}
