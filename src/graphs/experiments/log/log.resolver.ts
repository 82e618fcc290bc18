import { Arg, Ctx, FieldResolver, ID, Int, Resolver, Root, Subscription, type ResolverData } from 'type-graphql';
import { BadInput, NotFound } from '../../../core/errors';
import { LogReader, type LogPage } from '../../../engine/logs';
import type { GraphContext } from '../../context';
import { decodeId, encodeId } from '../../global-id';
import { EventCursor } from '../../scalars';
import { Reads } from '../../selection';
import { LogStream } from '../enums';
import { Pod } from '../pod/pod.entity';
import { podByNumber } from '../pod/pod.loader';
import { logFolder } from '../run/folders';
import { decodeLogCursor, encodeLogCursor } from './log-cursor';
import { LogChunk } from './log.type';

const MOST_LINES = 10_000, LINES = 1000;

const chunkOf = (pod: number, { lines, next, droppedBytes, ended }: LogPage): LogChunk => ({ lines: lines as LogChunk['lines'], next: encodeLogCursor(pod, next), truncated: droppedBytes > 0, droppedBytes, ended });
const positionOf = (pod: number, after: string | null | undefined) => (after == null ? null : decodeLogCursor(pod, after));

@Resolver(() => Pod)
export class LogResolver {
  @Reads<Pod>('number')
  @FieldResolver(() => LogChunk, { description: `What it has written so far: from \`after\` on, or its last \`tail\` lines, or the first ${LINES}.` })
  async log(
    @Root() { number }: Pod,
    @Arg('stream', () => LogStream, { nullable: true, description: 'Only what was written there; null: both, in order.' }) stream: LogStream | null,
    @Arg('after', () => EventCursor, { nullable: true, description: '`next` of an earlier chunk.' }) after: string | null,
    @Arg('tail', () => Int, { nullable: true, description: `How many lines from the end, 1 to ${MOST_LINES}; not with \`after\`.` }) tail: number | null,
    @Ctx() ctx: GraphContext,
  ): Promise<LogChunk> {
    if (tail != null && after != null) throw new BadInput('Use either after or tail, not both.', ['tail']);
    if (tail != null && (tail < 1 || tail > MOST_LINES)) throw new BadInput(`tail must be 1 to ${MOST_LINES}, not ${tail}.`, ['tail']);
    const reader = new LogReader(logFolder(ctx.home, { number }));
    return chunkOf(number, tail != null ? await reader.tail(tail, { stream }) : await reader.read({ after: positionOf(number, after), stream, maxLines: LINES }));
  }
}

/** Follows a log from the place that the client names; graphql-ws ends the iterator when the client leaves. */
async function podLogSource({ args, context }: ResolverData<GraphContext>): Promise<AsyncIterable<LogChunk>> {
  const number = decodeId('po', args.podId), pod = number === null ? null : await podByNumber(context).load(number);
  if (!pod) throw new NotFound('Pod', args.podId);
  const left = new AbortController();
  // A log that was deleted never says that it ended.
  const off = context.feed.on('pods', encodeId('ex', pod.experimentNumber), () => void context.query('SELECT 1 FROM pod WHERE id = $1', [pod.number]).then((rows) => { if (!rows.length) left.abort(); }, () => {}));
  left.signal.addEventListener('abort', off, { once: true });
  const pages = new LogReader(logFolder(context.home, pod)).follow({ after: positionOf(pod.number, args.after), stream: args.stream, signal: left.signal });
  return {
    [Symbol.asyncIterator]: () => ({
      async next() {
        const { done, value } = await pages.next().catch((error: unknown) => { left.abort(); throw error; });
        if (done) left.abort();
        return done ? { done, value: undefined } : { done: false, value: chunkOf(pod.number, value) };
      },
      // The generator may sleep until the next line: the signal wakes it.
      async return() {
        left.abort();
        await pages.return();
        return { done: true as const, value: undefined };
      },
    }),
  };
}

@Resolver()
export class PodLogResolver {
  @Subscription(() => LogChunk, {
    description: 'What a pod writes, while it writes it: what is there first, then what comes; completes when the pod has ended. NOT_FOUND without the pod.',
    subscribe: (data) => podLogSource(data as never) as never,
  })
  podLog(
    @Root() chunk: LogChunk,
    @Arg('podId', () => ID, { description: 'Of the pod.' }) _podId: string,
    @Arg('after', () => EventCursor, { nullable: true, description: '`next` of an earlier chunk; null: from the beginning.' }) _after?: string,
    @Arg('stream', () => LogStream, { nullable: true, description: 'Only what was written there; null: both, in order.' }) _stream?: LogStream,
  ): LogChunk { return chunk; }
}
