import { Field, Float, InputType, Int } from 'type-graphql';
import { Json } from '../../scalars';
import type { Setup } from '../component/setup';
import { DependencyMethod, ExperimentKind } from '../enums';

@InputType({ description: 'A variable of the environment of a process.' })
export class EnvVarInput {
  @Field({ description: 'Letters, digits and `_`, not beginning with a digit.' }) name: string;
  @Field({ description: 'Its value.' }) value: string;
  @Field(() => Boolean, { defaultValue: false, description: 'Whether nobody may see the value again: answers show `***`.' }) secret: boolean;
}

@InputType({ description: 'How a program is called: exactly one of the three.' })
export class CommandInput {
  @Field(() => [String], { nullable: true, description: 'The program and its arguments, as they are.' }) argv?: string[];
  @Field(() => String, { nullable: true, description: 'A line for `sh -c`.' }) shell?: string;
  @Field(() => String, { nullable: true, description: 'The program and its arguments between blanks, without a shell: quotes are letters like any others.' }) words?: string;
}

@InputType({ description: 'What each replica may use.' })
export class ResourcesInput {
  @Field(() => Float, { nullable: true, description: 'Cores, above 0 and 100,000 at most; it waits until they are free. Without it runs beside whatever runs.' }) cpu?: number;
  @Field(() => Float, { nullable: true, description: 'Bytes of memory, 1 MiB to 1 PiB; a pod that takes more is ended. Without: no limit.' }) memoryBytes?: number;
  @Field(() => Int, { nullable: true, description: 'GPUs; the local engine has none to give, so a number above 0 waits for an engine that does.' }) gpu?: number;
  @Field(() => String, { nullable: true, description: 'The same as somebody wrote it; kept for display.' }) text?: string;
}

@InputType({ description: 'What a component needs of another one.' })
export class DependencyInput {
  @Field({ description: 'Name of the producer; `<stage>/<component>` where several stages have one of that name.' }) component: string;
  @Field(() => DependencyMethod, { defaultValue: DependencyMethod.REF, description: 'How it gets it.' }) method: DependencyMethod;
  @Field(() => String, { defaultValue: '', description: "Path inside the producer's folder; empty: the folder itself." }) path: string;
}

@InputType({ description: 'A small file that is put into the folder before the program starts.' })
export class TaskFileInput {
  @Field({ description: 'Relative path.' }) path: string;
  @Field({ description: 'Text, 1 MB at most.' }) content: string;
}

@InputType({ description: 'A program.' })
export class ComponentInput {
  @Field({ description: 'Unique in its stage: letters, digits, `_`, `-` and `.`, 63 at most.' }) name: string;
  @Field(() => CommandInput, { description: 'How it is called.' }) command: CommandInput;
  @Field(() => String, { nullable: true, description: 'Part that it plays, e.g. `Worker`.' }) role?: string;
  @Field(() => Int, { defaultValue: 1, description: 'Pods that run at the same time, 1 to 1,000.' }) replicas: number;
  @Field(() => String, { nullable: true, description: 'Image of its container; on the local engine a label, unless the operator has said what stands for it.' }) image?: string;
  @Field(() => ResourcesInput, { nullable: true, description: 'What each replica may use.' }) resources?: ResourcesInput;
  @Field(() => [EnvVarInput], { defaultValue: [], description: 'Variables of its environment; they win over those of the experiment.' }) envVars: EnvVarInput[];
  @Field(() => [DependencyInput], { defaultValue: [], description: 'What must have finished before it starts.' }) dependsOn: DependencyInput[];
  @Field(() => [TaskFileInput], { defaultValue: [], description: 'Files that are put into its folder.' }) files: TaskFileInput[];
  @Field(() => String, { nullable: true, description: 'Components of a stage with the same word here start together or not at all, and end when one of them fails; 10,000 pods in all at most.' }) gang?: string;
  @Field(() => Boolean, { defaultValue: false, description: 'Whether it only serves the others of its gang, and is ended when they have.' }) service: boolean;
  @Field(() => Int, { defaultValue: 0, description: 'How often it is started again after an error, 0 to 100. A lost worker does not count.' }) maxRestarts: number;
  @Field(() => Float, { nullable: true, description: 'Seconds after which a pod is ended.' }) timeLimitSeconds?: number;
  /** A role of a framework's job. Not a part of the schema either. */
  jobRole?: boolean;
  /** Not a part of the schema: we set it where we make components ourselves. */
  setup?: Setup;
}

@InputType({ description: 'Components that are looked at together.' })
export class StageInput {
  @Field({ description: 'Unique in the experiment.' }) name: string;
  @Field(() => [ComponentInput], { description: 'At least one.' }) components: ComponentInput[];
  @Field(() => Float, { nullable: true, description: 'Share in the progress, relative to the other stages; 1 when nothing is said.' }) weight?: number;
  @Field(() => Boolean, { defaultValue: false, description: 'Whether the experiment goes on when a component of it fails.' }) continueOnError: boolean;
}

@InputType({ description: 'A file to keep when its component has finished; without it the component fails.' })
export class OutputInput {
  @Field({ description: 'Unique in the experiment.' }) name: string;
  @Field({ description: 'Name of the component that writes it; `<stage>/<component>` where several stages have one.' }) component: string;
  @Field({ description: "Path in the component's folder." }) path: string;
  @Field(() => String, { defaultValue: '', description: 'For people.' }) description: string;
  @Field(() => String, { defaultValue: '', description: 'Kind of content, e.g. `csv`.' }) type: string;
}

@InputType({ description: 'Programs and how they depend on one another.' })
export class CreateExperimentInput {
  @Field({ description: 'For people, 1 to 200 characters.' }) name: string;
  @Field(() => [StageInput], { description: '1 to 1,000; 10,000 components and 100,000 dependencies in all at most.' }) stages: StageInput[];
  @Field(() => ExperimentKind, { defaultValue: ExperimentKind.WORKFLOW, description: 'What it is for.' }) kind: ExperimentKind;
  @Field(() => String, { defaultValue: 'default', description: 'A label that groups experiments.' }) namespace: string;
  @Field(() => String, { nullable: true, description: 'Framework of the program.' }) framework?: string;
  @Field(() => [EnvVarInput], { defaultValue: [], description: 'Variables that all components get.' }) envVars: EnvVarInput[];
  @Field(() => String, { nullable: true, description: 'Name of a stored environment.' }) environment?: string;
  @Field(() => Float, { nullable: true, description: 'Cores for each node, recorded.' }) numCpus?: number;
  @Field(() => Int, { nullable: true, description: 'Bandwidth between nodes in Mbit/s, recorded.' }) maxBandwidthMbit?: number;
  @Field(() => [OutputInput], { defaultValue: [], description: 'Files to keep, 1,000 at most.' }) outputs: OutputInput[];
  @Field(() => Int, { defaultValue: 1, description: 'Higher goes first, -512 to 511.' }) priority: number;
  @Field(() => Json, { nullable: true, description: 'An object with whatever the client wants to keep beside it.' }) jobMetadata?: Record<string, unknown>;
  @Field(() => [String], { defaultValue: [], description: 'Labels, 50 at most, of 1 to 100 characters.' }) tags: string[];
  @Field(() => String, { nullable: true, description: 'Makes a retry safe: a second call with the same text answers the experiment of the first. 1 to 200 characters.' }) clientMutationId?: string;
}

@InputType({ description: 'What of an experiment may be changed at any time. What is left out stays.' })
export class UpdateExperimentInput {
  @Field(() => String, { nullable: true, description: 'For people, 1 to 200 characters.' }) name?: string;
  @Field(() => [String], { nullable: true, description: 'Labels, in place of all that it had.' }) tags?: string[];
  @Field(() => Json, { nullable: true, description: 'An object, in place of the one that it had.' }) jobMetadata?: Record<string, unknown>;
}
