import { Field, Float, ObjectType } from 'type-graphql';
import { DateTime, EventCursor } from '../../scalars';
import { LogStream } from '../enums';

@ObjectType({ description: 'A line that a pod has written.', simpleResolvers: true })
export class LogLine {
  @Field(() => DateTime, { description: 'When it was read from the process.' }) at: string;
  @Field(() => LogStream, { description: 'Where it was written to.' }) stream: LogStream;
  @Field({ description: 'Without the end of the line. Bytes that are no UTF-8 show as U+FFFD; a line of more than 64 KB comes in several.' }) text: string;
}

@ObjectType({ description: 'Lines of a log, in the order in which they were written.', simpleResolvers: true })
export class LogChunk {
  @Field(() => [LogLine], { description: 'The lines.' }) lines: LogLine[];
  @Field(() => EventCursor, { description: 'Pass as `after` to go on behind the last of them.' }) next: string;
  @Field(() => Boolean, { description: 'Whether output between `after` and them is no longer kept: of a long log the first and the last part are. With `tail` only what is missing between the lines counts, not before them.' }) truncated: boolean;
  @Field(() => Float, { description: 'How many bytes of it.' }) droppedBytes: number;
  @Field(() => Boolean, { description: 'Whether the pod has ended and nothing follows.' }) ended: boolean;
}
