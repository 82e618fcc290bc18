import { Field, Float, Int, ObjectType } from 'type-graphql';
import { PageInfo } from '../../connection/connection.type';

@ObjectType({ description: 'A file in the folder of a component.', simpleResolvers: true })
export class File {
  @Field({ description: 'Relative to the folder.' }) path: string;
  @Field(() => Float, { description: 'Size.' }) bytes: number;
  @Field({ description: 'Path on this server from which it can be saved.' }) url: string;
}

@ObjectType({ description: 'A page of files, by path.', simpleResolvers: true })
export class FileConnection {
  @Field(() => [File], { description: 'The page itself, in order.' }) nodes: File[];
  @Field(() => PageInfo, { description: 'Where this page stands.' }) pageInfo: PageInfo;
  @Field(() => Int, { description: 'How many the whole list has, over all pages.' }) totalCount: number;
}
