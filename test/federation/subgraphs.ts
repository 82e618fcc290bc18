import DataLoader from 'dataloader';
import { GraphQLDateTime } from 'graphql-scalars';
import {
  Arg, Ctx, Directive, Extensions, Field, FieldResolver, Float, ID, InterfaceType, Mutation, ObjectType, Query, Resolver, Root, Subscription,
  buildSchemaSync, registerEnumType,
} from 'type-graphql';
import type { GraphContext } from '../../src/graphs/context';
import type { Subgraph } from '../../src/graphs/federation';

/** A library: one subgraph owns books and authors, the other knows reviews of books by their key only. */
enum Binding { HARD = 'hard-inside', SOFT = 'soft-inside' }
registerEnumType(Binding, { name: 'Binding' });

@InterfaceType() abstract class Named { @Field() name: string; }
@Directive('@shareable') @ObjectType() class Count { @Field() total: number; }

@Directive('@key(fields: "id")') @ObjectType({ implements: Named })
class Author { @Field(() => ID) id: string; @Field() name: string; }

@Directive('@key(fields: "id")') @ObjectType({ implements: Named })
class Book {
  constructor(private readonly number: number) {}
  @Field(() => ID) get id(): string { return `b${this.number}`; }
  @Field() get name(): string { return `Book ${this.number}`; }
  @Field(() => Binding) get binding(): Binding { return this.number % 2 ? Binding.SOFT : Binding.HARD; }
  @Field(() => GraphQLDateTime) printed = new Date(0);
  @Extensions({ cost: 7 }) @Field({ description: 'Pages of the book.' }) pages: number = 100;
}

@Directive('@key(fields: "id")') @ObjectType('Book')
class BookRef { @Field(() => ID) id: string; }
@ObjectType() class Review { @Field(() => Float) stars: number; @Field(() => BookRef) book: BookRef; }

/** Every batch that was loaded, e.g. `book:3`. */
export interface LibraryContext extends GraphContext { batches: string[]; book: DataLoader<string, Book | null>; author: DataLoader<string, Author | null> }
export function libraryContext(): LibraryContext {
  const batches: string[] = [];
  const batched = <T>(name: string, load: (id: string) => T) =>
    new DataLoader<string, T>(async (ids) => { batches.push(`${name}:${ids.length}`); return ids.map(load); });
  return {
    batches,
    book: batched('book', (id) => (/^b[1-9]$/.test(id) ? new Book(Number(id.slice(1))) : null)),
    author: batched('author', (id) => (id === 'a1' ? Object.assign(new Author(), { id, name: 'Ada' }) : null)),
  } as LibraryContext;
}

@Resolver(() => Book) class BookResolver {
  @Query(() => Book, { nullable: true }) book(@Arg('id', () => ID) id: string, @Ctx() ctx: LibraryContext) { return ctx.book.load(id); }
  @Query(() => [Named]) everything(@Ctx() ctx: LibraryContext) { return Promise.all([ctx.book.load('b1'), ctx.author.load('a1')]); }
  @Query(() => Count) bookCount() { return { total: 9 }; }
  @Query(() => Boolean) isHard(@Arg('binding', () => Binding) binding: Binding) { return binding === Binding.HARD; }
  @Subscription(() => Book, { subscribe: async function* () { yield new Book(1); yield new Book(2); } }) printing(@Root() book: Book) { return book; }
}
@Resolver(() => BookRef) class ReviewResolver {
  @FieldResolver(() => [Review], { nullable: true }) reviews(@Root() book: BookRef): Review[] {
    if (!(book instanceof BookRef)) throw new Error('met a class of another subgraph');
    return [{ stars: 4.5, book }];
  }
  @Query(() => [Review]) latestReviews(): Review[] { return ['b1', 'b2', 'b3', 'b0'].map((id, stars) => ({ stars, book: Object.assign(new BookRef(), { id }) })); }
  @Query(() => Count) reviewCount() { return { total: 4 }; }
  @Mutation(() => Float) review(@Arg('stars', () => Float) stars: number) { return stars; }
}

const pubSub = { publish() {}, subscribe(): never { throw new Error('unused'); } };
const common = { scalarsMap: [{ type: Date, scalar: GraphQLDateTime }], pubSub, validate: false } as const;

export const books: Subgraph = {
  references: {
    Book: { type: Book, load: (ref, ctx) => (ctx as LibraryContext).book.load(ref.id) },
    Author: { type: Author, load: (ref, ctx) => (ctx as LibraryContext).author.load(ref.id) },
  },
  schema: buildSchemaSync({ ...common, resolvers: [BookResolver], orphanedTypes: [Book, Author] }),
};
export const reviews: Subgraph = {
  references: { Book: { type: BookRef, stub: true, load: (ref) => Object.assign(new BookRef(), { id: ref.id }) } },
  schema: buildSchemaSync({ ...common, resolvers: [ReviewResolver], orphanedTypes: [BookRef] }),
};
