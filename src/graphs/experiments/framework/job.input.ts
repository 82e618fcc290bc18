import { Field, InputType, Int } from 'type-graphql';
import { Json } from '../../scalars';
import { CommandInput, EnvVarInput, OutputInput, ResourcesInput } from '../run/create.input';

@InputType({ description: 'What the processes of a job need around them. A stored environment is named; what is given besides wins over it.' })
export class JobEnvironmentInput {
  @Field(() => String, { nullable: true, description: 'Name of a stored environment. NOT_FOUND when there is none.' }) name?: string;
  @Field(() => String, { nullable: true, description: 'Image of the containers; on the local engine a label, unless the operator has said what stands for it.' }) image?: string;
  @Field(() => String, { nullable: true, description: 'Image as the kernel description names it; kept.' }) dockerImage?: string;
  @Field(() => Json, { nullable: true, description: 'Packages to install: an object with `name`, `channels`, `condaDependencies` and `pipDependencies`. Refused unless the operator allows installs.' }) kernelSpec?: object;
  @Field(() => String, { nullable: true, description: 'For people.' }) description?: string;
}

@InputType({ description: 'The processes of a job that play one part.' })
export class RoleInput {
  @Field({ description: '`Ps`, `Worker`, `Chief`, `Master` or `Evaluator` for TensorFlow, else `Master` or `Worker`; in this spelling, each once.' }) role: string;
  @Field(() => Int, { defaultValue: 1, description: 'Processes, 1 to 1,000.' }) replicas: number;
  @Field(() => ResourcesInput, { nullable: true, description: 'What each process may use.' }) resources?: ResourcesInput;
  @Field(() => String, { nullable: true, description: 'A name for people; kept.' }) name?: string;
  @Field(() => String, { nullable: true, description: "Image of its containers, in place of the environment's." }) image?: string;
  @Field(() => CommandInput, { nullable: true, description: "How its program is called, in place of the job's." }) command?: CommandInput;
  @Field(() => [EnvVarInput], { nullable: true, description: "Variables, in place of the job's." }) envVars?: EnvVarInput[];
}

@InputType({ description: 'A repository of git.' })
export class GitInput {
  @Field({ description: 'An https URL without a user or a password in it.' }) url: string;
  @Field(() => String, { nullable: true, description: 'Branch or tag; `main` when nothing is said.' }) branch?: string;
  @Field(() => String, { nullable: true, description: 'For a repository that is not public.' }) username?: string;
  @Field(() => String, { nullable: true, description: 'Password or token; nobody may see it again.' }) password?: string;
  @Field(() => Boolean, { nullable: true, description: 'Whether certificates that nobody vouches for are accepted.' }) trustCerts?: boolean;
}

@InputType({ description: 'Code that is fetched before the processes start.' })
export class CodeInput {
  @Field(() => String, { nullable: true, description: '`git`, which is also meant when nothing is said.' }) syncMode?: string;
  @Field(() => GitInput, { nullable: true, description: 'Where it is.' }) git?: GitInput;
}

@InputType({ description: 'A job of TensorFlow, PyTorch or XGBoost: processes that start together and find one another by the variables that the framework expects.' })
export class FrameworkJobInput {
  @Field({ description: 'For people, 1 to 200 characters.' }) name: string;
  @Field({ description: '`TensorFlow`, `PyTorch` or `XGBoost`, in capitals or not.' }) framework: string;
  @Field(() => [RoleInput], { description: 'At least one.' }) roles: RoleInput[];
  @Field(() => CommandInput, { nullable: true, description: 'How the program is called, for roles that do not say it.' }) command?: CommandInput;
  @Field(() => [EnvVarInput], { defaultValue: [], description: 'Variables, for roles that have none of their own.' }) envVars: EnvVarInput[];
  @Field(() => JobEnvironmentInput, { nullable: true, description: 'What the processes need around them.' }) environment?: JobEnvironmentInput;
  @Field(() => CodeInput, { nullable: true, description: 'Code to fetch; it lies in the folder `current` of `CODE_PATH`.' }) code?: CodeInput;
  @Field(() => [OutputInput], { defaultValue: [], description: 'Files to keep; `component` is the role in small letters. 1,000 at most.' }) outputs: OutputInput[];
  @Field(() => String, { defaultValue: 'default', description: 'A label that groups experiments.' }) namespace: string;
  @Field(() => Int, { defaultValue: 1, description: 'Higher goes first, -512 to 511.' }) priority: number;
  @Field(() => Json, { nullable: true, description: 'An object with whatever the client wants to keep beside it.' }) jobMetadata?: Record<string, unknown>;
  @Field(() => [String], { defaultValue: [], description: 'Labels, 50 at most, of 1 to 100 characters.' }) tags: string[];
  @Field(() => String, { nullable: true, description: 'Makes a retry safe: a second call with the same text answers the experiment of the first. 1 to 200 characters.' }) clientMutationId?: string;
}
