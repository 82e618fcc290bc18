import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, ID, Info, Mutation, Query, Resolver } from 'type-graphql';
import { connectionOf } from '../../connection/connection.type';
import { definePages } from '../../connection/page-loader';
import type { GraphContext } from '../../context';
import { loadById } from '../../loader';
import { ExperimentTemplate } from './template.entity';
import { CreateExperimentTemplateInput, TemplateListArgs, templateTarget, UpdateExperimentTemplateInput } from './template.input';
import { templateByName, templateByNumber } from './template.loader';
import { TemplateService } from './template.service';

const ExperimentTemplateConnection = connectionOf('ExperimentTemplate', () => ExperimentTemplate);
const templatePages = definePages({ entity: ExperimentTemplate, target: templateTarget });

@Resolver(() => ExperimentTemplate)
export class TemplateResolver {
  constructor(private readonly service: TemplateService) {}

  @Query(() => ExperimentTemplate, { nullable: true, description: 'One template; null when there is none with this id.' })
  experimentTemplate(@Arg('id', () => ID) id: string, @Ctx() ctx: GraphContext) { return loadById(templateByNumber(ctx), 'tp', id); }

  @Query(() => ExperimentTemplate, { nullable: true, description: 'One template by its name; null when there is none.' })
  experimentTemplateByName(@Arg('name', { description: 'Case matters.' }) name: string, @Ctx() ctx: GraphContext) { return templateByName(ctx).load(name); }

  @Query(() => ExperimentTemplateConnection, { description: 'Templates of experiments, by id.' })
  async experimentTemplates(@Args() args: TemplateListArgs, @Ctx() ctx: GraphContext, @Info() info: GraphQLResolveInfo) {
    return new ExperimentTemplateConnection(await templatePages(ctx, args, info));
  }

  @Mutation(() => ExperimentTemplate, { description: 'Stores a template. CONFLICT when its name is taken.' })
  createExperimentTemplate(@Arg('input', () => CreateExperimentTemplateInput) input: CreateExperimentTemplateInput) { return this.service.create(input); }

  @Mutation(() => ExperimentTemplate, { description: 'Replaces all of a template. CONFLICT when the name is taken.' })
  updateExperimentTemplate(@Arg('id', () => ID) id: string, @Arg('input', () => UpdateExperimentTemplateInput) input: UpdateExperimentTemplateInput) { return this.service.update(id, input); }

  @Mutation(() => ExperimentTemplate, { description: 'Deletes a template and answers what it was.' })
  deleteExperimentTemplate(@Arg('id', () => ID) id: string) { return this.service.delete(id); }
}
