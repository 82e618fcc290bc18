import { Arg, Ctx, FieldResolver, ID, Resolver, Root, Subscription, type ResolverData } from 'type-graphql';
import { decodeCursor, EventSource } from '../../../events';
import type { GraphContext } from '../../context';
import { decodeId, encodeId, type IdKind } from '../../global-id';
import { EventCursor } from '../../scalars';
import { Classifier } from '../classifier/classifier.entity';
import { classifierByNumber } from '../classifier/classifier.loader';
import { Datarun } from '../datarun/datarun.entity';
import { datarunByNumber } from '../datarun/datarun.loader';
import { AFTER } from '../../run/after';
import { copiesOfDeleted } from '../../run/deleted.loader';
import { ClassifierEvent, DatarunEvent, type EventRoot } from './event.type';

function source(topic: 'datarun' | 'classifier', kind: IdKind, { args, context }: ResolverData<GraphContext>) {
  const subject: string = args.id, key = decodeId(kind, subject);
  return new EventSource(context.feed, {
    topic, subject,
    after: args.after == null ? null : decodeCursor(args.after),
    snapshot: async () => {
      const rows = key === null ? [] : await context.query(topic === 'datarun'
        ? 'SELECT id AS datarun, NULL::int AS classifier FROM datarun WHERE id = $1'
        : 'SELECT datarun_id AS datarun, id AS classifier FROM classifier WHERE id = $1', [key]);
      return rows[0] ?? null;
    },
  });
}

const loadDatarun = async (number: number, ctx: GraphContext, copy?: object) =>
  (copy ? null : await datarunByNumber(ctx).load(number)) ?? Object.assign(new Datarun(), copy ?? await copiesOfDeleted(ctx).load({ topic: 'datarun', subject: encodeId('dr', number) }));
const loadClassifier = async (number: number, ctx: GraphContext, copy?: object) =>
  (copy ? null : await classifierByNumber(ctx).load(number)) ?? Object.assign(new Classifier(), copy ?? await copiesOfDeleted(ctx).load({ topic: 'classifier', subject: encodeId('cl', number) }));

@Resolver(() => DatarunEvent)
export class DatarunEventResolver {
  @Subscription(() => DatarunEvent, { description: 'Every change of a datarun and of its classifiers, none lost and none twice. NOT_FOUND without the datarun.', subscribe: (data) => source('datarun', 'dr', data as never) })
  datarunUpdated(@Root() event: EventRoot, @Arg('id', () => ID) _id: string, @Arg('after', () => EventCursor, { nullable: true, description: AFTER }) _after?: string): EventRoot { return event; }

  @FieldResolver(() => Datarun, { description: 'The datarun; after its deletion, what it was.' })
  datarun(@Root() event: EventRoot, @Ctx() ctx: GraphContext) { return loadDatarun(event.datarun, ctx, event.kind === 'DELETED' ? event.copy : undefined); }

  @FieldResolver(() => Classifier, { nullable: true, description: 'The classifier that started or ended; null for the other kinds.' })
  classifier(@Root() event: EventRoot, @Ctx() ctx: GraphContext) { return event.classifier === null ? null : loadClassifier(event.classifier, ctx); }
}

@Resolver(() => ClassifierEvent)
export class ClassifierEventResolver {
  @Subscription(() => ClassifierEvent, { description: 'Every change of a classifier, none lost and none twice. NOT_FOUND without the classifier.', subscribe: (data) => source('classifier', 'cl', data as never) })
  classifierUpdated(@Root() event: EventRoot, @Arg('id', () => ID) _id: string, @Arg('after', () => EventCursor, { nullable: true, description: AFTER }) _after?: string): EventRoot { return event; }

  @FieldResolver(() => Classifier, { description: 'The classifier; after its deletion, what it was.' })
  classifier(@Root() event: EventRoot, @Ctx() ctx: GraphContext) { return loadClassifier(event.classifier!, ctx, event.kind === 'DELETED' ? event.copy : undefined); }

  @FieldResolver(() => Datarun, { description: 'Its datarun; after its deletion, what it was.' })
  datarun(@Root() event: EventRoot, @Ctx() ctx: GraphContext) { return loadDatarun(event.datarun, ctx); }
}
