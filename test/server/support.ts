import { GraphQLDateTime, GraphQLJSON } from 'graphql-scalars';
import { createClient, type Client, type ClientOptions } from 'graphql-ws';
import { pino } from 'pino';
import { Arg, Ctx, Field, FieldResolver, Float, ID, InputType, Int, InterfaceType, Mutation, ObjectType, Query, Resolver, Root, Subscription, buildSchemaSync, createUnionType, registerEnumType } from 'type-graphql';
import { Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { readConfig } from '../../src/core/config';
import { Conflict, NotFound } from '../../src/core/errors';
import { EventFeed } from '../../src/events/event-feed';
import type { GraphContext, GraphRuntime } from '../../src/graphs/context';
import { startServer, type RunningServer, type ServerDeps } from '../../src/server/start-server';

export const TOKEN = 'test-token-test-token-test-token-0123456789';

enum Colour { RED = 'red-inside', BLUE = 'blue-inside' }
registerEnumType(Colour, { name: 'Colour' });

@InterfaceType() abstract class Thing { @Field(() => ID) id: string; @Field() name: string; }
@ObjectType({ implements: Thing }) class Ball { @Field(() => ID) id: string; @Field() name: string; @Field(() => Colour) colour: Colour; @Field() madeAt: Date; }
@ObjectType() class BallConnection { @Field(() => [Ball]) nodes: Ball[]; @Field(() => Int) totalCount: number; }
@ObjectType({ implements: Thing }) class Box {
  @Field(() => ID) id: string; @Field() name: string;
  @Field(() => [Ball]) balls: Ball[];
  @Field(() => BallConnection) content: BallConnection;
  @Field(() => Box, { nullable: true }) inner: Box | null;
}
const BallOrBox = createUnionType({ name: 'BallOrBox', types: () => [Ball, Box] as const });
@InputType() class Wish { @Field() name: string; @Field(() => Colour, { defaultValue: Colour.RED }) colour: Colour; @Field(() => [Int], { nullable: true }) sizes?: number[] | null; }
@InputType() class Maze { @Field(() => [Maze], { nullable: true }) ways?: Maze[]; @Field(() => Maze, { nullable: true }) way?: Maze; }

const ball = (id: number) => Object.assign(new Ball(), { id: `${id}`, name: `ball ${id}`, colour: id % 2 ? Colour.RED : Colour.BLUE, madeAt: new Date(id) });
const box = (id: number): Box => Object.assign(new Box(), { id: `${id}`, name: `box ${id}` });

/** What the resolvers of one server have seen; a test may wait for it. */
export class Toys {
  running = 0;
  contexts = 0;
  pushed: string[] = [];
  release: () => void = () => {};
  readonly released = new Promise<void>((resolve) => { this.release = resolve; });
}
interface ToyContext extends GraphContext { toys: Toys }

@Resolver(() => Box) class BoxResolver {
  @FieldResolver() inner(@Root() { id }: Box): Box { return box(Number(id) + 1); }
  @FieldResolver() balls(): Ball[] { return [ball(1), ball(2)]; }
  @FieldResolver(() => BallConnection) async content(@Arg('first', () => Int, { defaultValue: 20 }) first: number): Promise<BallConnection> {
    return { nodes: Array.from({ length: Math.min(first, 3) }, (_, i) => ball(i)), totalCount: 3 };
  }
}
@Resolver() class ToyResolver {
  @Query(() => String) hello(@Arg('name', { defaultValue: 'world' }) name: string): string { return `hello ${name}`; }
  @Query(() => String) whoAmI(@Ctx() { who }: ToyContext): string { return who.kind; }
  @Query(() => String) requestId(@Ctx() ctx: ToyContext): string { return ctx.requestId; }
  @Query(() => Box, { nullable: true }) box(@Arg('id', () => ID) id: string): Box | null { return Number(id) ? box(Number(id)) : null; }
  @Query(() => [Box]) boxes(@Arg('first', () => Int, { nullable: true }) first?: number): Box[] { return Array.from({ length: first ?? 2 }, (_, i) => box(i)); }
  @Query(() => [BallOrBox]) mixed(): (typeof BallOrBox)[] { return [ball(1), box(2)]; }
  @Query(() => [Thing]) things(): Thing[] { return [ball(1), box(2)]; }
  @Query(() => String) wish(@Arg('wish') wish: Wish): string { return JSON.stringify(wish); }
  @Query(() => Boolean) solve(@Arg('maze', () => Maze) maze: Maze): boolean { return maze instanceof Maze; }
  @Query(() => Int) plus(@Arg('a', () => Int) a: number, @Arg('b', () => Int, { nullable: true }) b: number | null): number { return a + (b ?? 100); }
  @Query(() => Date) later(@Arg('than') than: Date): Date { return new Date(than.getTime() + 1000); }
  @Query(() => GraphQLJSON, { nullable: true }) echo(@Arg('json', () => GraphQLJSON, { nullable: true }) json: unknown): unknown { return json; }
  @Query(() => String, { nullable: true }) secret(): string { throw new Error('password is hunter2'); }
  @Query(() => String, { nullable: true }) async missing(): Promise<string> { throw new NotFound('Toy', 7); }
  @Query(() => String, { nullable: true }) busy(): string { throw new Conflict('The toy is in use.', { toy: 7 }); }
  @Query(() => Float) broken(): number { return null as unknown as number; }
  @Query(() => Int, { nullable: true }) wrongType(): number { return 'many' as unknown as number; }
  @Query(() => String) async slow(@Ctx() { toys }: ToyContext): Promise<string> { toys.running++; await toys.released; toys.running--; return 'done'; }
  @Mutation(() => Int) async push(@Arg('item') item: string, @Arg('ms', () => Int, { defaultValue: 0 }) ms: number, @Ctx() { toys }: ToyContext): Promise<number> {
    if (ms) await delay(ms);
    return toys.pushed.push(item);
  }
  @Subscription(() => Int, { subscribe: async function* ({ args }: { args: { to: number } }) { for (let i = 1; i <= args.to; i++) yield i; } } as never)
  countTo(@Root() at: number, @Arg('to', () => Int) _to: number): number { return at; }
  @Subscription(() => String, { subscribe: async function* () { yield 1; } } as never)
  long(@Arg('letters', () => Int) letters: number, @Ctx() { toys }: ToyContext): string { toys.running++; return 'x'.repeat(letters); }
  @Subscription(() => Int, { subscribe: async function* () { await new Promise(() => {}); } } as never)
  never(): number { return 0; }
  @Subscription(() => String, { subscribe: async function* () { yield 1; } } as never)
  failing(): string { throw new Error('password is hunter2'); }
}

export const schema = buildSchemaSync({
  resolvers: [ToyResolver, BoxResolver], orphanedTypes: [Ball, Box], validate: false,
  scalarsMap: [{ type: Date, scalar: GraphQLDateTime }], pubSub: { publish() {}, subscribe(): never { throw new Error('unused'); } },
});

export function toyGraph(toys = new Toys()): GraphRuntime {
  return { schema, contextFor: (who, requestId) => { toys.contexts++; return { who, requestId, toys, loaders: new Map() } as unknown as ToyContext; } };
}

export interface TestServer extends RunningServer { toys: Toys; logged: () => Record<string, any>[]; origin: string; wsUrl: string }

/** A server of toys on a free port of loopback. `settings` are as in the environment. */
export async function startToys(settings: Record<string, string> = {}, deps: Partial<ServerDeps> = {}): Promise<TestServer> {
  const lines: string[] = [];
  const log = pino({ level: 'debug' }, new Writable({ write(chunk, _encoding, done) { lines.push(String(chunk)); done(); } }));
  const toys = new Toys();
  // Never started: the toys' subscriptions are no event sources.
  const feed = new EventFeed({ connection: () => { throw new Error('unused'); }, query: async () => { throw new Error('unused'); }, log });
  const config = readConfig({}, { RUNGRAPH_PORT: '0', ...settings });
  const server = await startServer({ config, log, feed, graph: toyGraph(toys), token: TOKEN, ready: async () => ({ database: true }), rest: [], version: '1.2.3', ...deps });
  return { ...server, toys, logged: () => lines.map((line) => JSON.parse(line)), origin: server.url, wsUrl: `${server.url.replace('http', 'ws')}/graphql` };
}

export async function post(server: RunningServer, body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${server.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: typeof body === 'string' ? body : JSON.stringify(body) });
  return { status: response.status, headers: response.headers, body: await response.json() as any };
}

export const wsClient = (server: TestServer, options: Partial<ClientOptions> = {}): Client => createClient({ url: server.wsUrl, webSocketImpl: WebSocket, retryAttempts: 0, ...options });

/** The results of one operation over a websocket, or what it failed with. */
export async function overSocket(client: Client, query: string, variables?: Record<string, unknown>): Promise<{ results: any[]; error?: any }> {
  const results: any[] = [];
  const error = await new Promise<unknown>((resolve) => client.subscribe({ query, variables }, { next: (result) => results.push(result), error: resolve, complete: () => resolve(undefined) }));
  return error === undefined ? { results } : { results, error };
}
