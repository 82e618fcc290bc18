import type { MigrationInterface, QueryRunner } from 'typeorm';

const REPLACED = 'alter table experiment drop constraint experiment_environment_id_fkey, add constraint experiment_environment_id_fkey foreign key (environment_id) references environment';

/** Environments may go while experiments name them; templates of experiments, with those that every installation starts with. */
export class EnvironmentsAndTemplates1700000000008 implements MigrationInterface {
  name = 'EnvironmentsAndTemplates1700000000008';

  async up(runner: QueryRunner) {
    await runner.query(`${REPLACED} on delete set null`);
    await runner.query(`
      create table experiment_template (
        id integer generated always as identity primary key, name text not null unique, author text, description text,
        parameters jsonb not null, spec jsonb not null, created_at timestamptz not null default clock_timestamp())`);
    // Here, so that one that somebody has deleted does not come back.
    for (const { name, description, parameters, spec } of templates) {
      await runner.query(`insert into experiment_template (name, author, description, parameters, spec) values ($1, 'Rungraph', $2, $3, $4)`, [name, description, JSON.stringify(parameters), JSON.stringify(spec)]);
    }
  }

  async down(runner: QueryRunner) {
    await runner.query('drop table experiment_template');
    await runner.query(REPLACED);
  }
}

const parameter = (name: string, value: string | null, description = '') => ({ name, required: value === null, description, value });
const roleParameters = (role: string, replicas: number, memory: string) => [
  parameter(`spec.${role}.replicas`, String(replicas)), parameter(`spec.${role}.resourceMap.cpu`, '1'), parameter(`spec.${role}.resourceMap.memory`, memory),
];
const roles = (memory: string, replicas: Record<string, number>) => ({
  parameters: Object.entries(replicas).flatMap(([role, count]) => roleParameters(role, count, memory)),
  spec: Object.fromEntries(Object.entries(replicas).map(([role, count]) => [role, { replicas: count, resources: `cpu=1,memory=${memory}` }])),
});
const experimentName = parameter('experiment_name', null, 'Name of the experiment.');

const tensorflow = roles('2G', { Ps: 1, Worker: 1 }), pytorch = roles('1024M', { Master: 1, Worker: 1 }), quickstart = roles('1024M', { Worker: 3 });

const templates = [
  {
    name: 'tf-mnist', description: 'Trains on MNIST with TensorFlow: one parameter server, one worker.',
    parameters: [parameter('learning_rate', '0.2', 'Step of the optimiser.'), parameter('batch_size', '150', 'Images in a step.'), experimentName, ...tensorflow.parameters],
    spec: {
      meta: {
        name: '{{experiment_name}}', namespace: 'default', framework: 'TensorFlow', envVars: { ENV1: 'ENV1' },
        cmd: 'python /var/tf_mnist/mnist_with_summaries.py --log_dir=/train/log --learning_rate={{learning_rate}} --batch_size={{batch_size}}',
      },
      environment: { image: 'apache/submarine:tf-mnist-with-summaries-1.0' }, spec: tensorflow.spec,
    },
  },
  {
    name: 'pytorch-mnist', description: 'Trains on MNIST with PyTorch over gloo: a master and a worker.',
    parameters: [experimentName, ...pytorch.parameters],
    spec: {
      meta: { name: '{{experiment_name}}', namespace: 'default', framework: 'PyTorch', envVars: { ENV_1: 'ENV1' }, cmd: 'python /var/mnist.py --backend gloo' },
      environment: { image: 'apache/submarine:pytorch-dist-mnist-1.0' }, spec: pytorch.spec,
    },
  },
  {
    name: 'quickstart', description: 'A first TensorFlow job: three workers.',
    parameters: [experimentName, ...quickstart.parameters],
    spec: {
      meta: { name: '{{experiment_name}}', namespace: 'default', framework: 'TensorFlow', envVars: { ENV_1: 'ENV1' }, cmd: 'python /opt/train.py' },
      environment: { image: 'apache/submarine:quickstart-0.8.0' }, spec: quickstart.spec,
    },
  },
];
