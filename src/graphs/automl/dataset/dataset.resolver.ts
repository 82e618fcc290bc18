import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, ID, Info, Int, Mutation, Query, Resolver } from 'type-graphql';
import { connectionOf } from '../../connection/connection.type';
import type { GraphContext } from '../../context';
import { loadById } from '../../loader';
import { Dataset } from './dataset.entity';
import { CreateDatasetInput, DatasetListArgs, UploadDatasetInput } from './dataset.input';
import { datasetByNumber, datasetPages } from './dataset.loader';
import { DatasetService } from './dataset.service';

export const DatasetConnection = connectionOf('Dataset', () => Dataset);

@Resolver(() => Dataset)
export class DatasetResolver {
  constructor(private readonly service: DatasetService) {}

  @Query(() => Dataset, { nullable: true, description: 'One data set; null when there is none with this id.' })
  dataset(@Arg('id', () => ID) id: string, @Ctx() ctx: GraphContext) { return loadById(datasetByNumber(ctx), 'ds', id); }

  @Query(() => Dataset, { nullable: true, description: "One data set by ATM's integer id; null when there is none." })
  datasetByNumber(@Arg('number', () => Int) number: number, @Ctx() ctx: GraphContext) {
    return datasetByNumber(ctx).load(number);
  }

  @Query(() => DatasetConnection, { description: 'Data sets, oldest first unless ordered otherwise.' })
  async datasets(@Args() args: DatasetListArgs, @Ctx() ctx: GraphContext, @Info() info: GraphQLResolveInfo) {
    return new DatasetConnection(await datasetPages(ctx, args, info));
  }

  @Mutation(() => Dataset, { description: 'Registers a CSV file. The file is read and checked first; nothing is stored when it cannot be used (BAD_USER_INPUT), lies outside the data roots or where this server does not download from (FORBIDDEN), or is too large (LIMIT_EXCEEDED).' })
  createDataset(@Arg('input', () => CreateDatasetInput) input: CreateDatasetInput) { return this.service.create(input); }

  @Mutation(() => Dataset, { description: 'Stores a CSV text as a file of the server and registers it; errors as createDataset.' })
  uploadDataset(@Arg('input', () => UploadDatasetInput) input: UploadDatasetInput) { return this.service.upload(input); }

  @Mutation(() => Dataset, { description: 'Deletes a data set with its dataruns and answers what it was. CONFLICT while one of its dataruns is active, unless `force`, which cancels them first.' })
  deleteDataset(@Arg('id', () => ID) id: string, @Arg('force', () => Boolean, { defaultValue: false, description: 'Cancel what is active.' }) force: boolean) {
    return this.service.delete(id, force);
  }
}
