import type { DataSource } from 'typeorm';
import { NotFound } from '../../../core/errors';
import type { Tx } from '../../../database/transaction';
import { NamedRows } from '../named-rows';
import type { CreateEnvironmentInput } from './environment.input';
import { Environment } from './environment.entity';
import { checkKernelSpec } from './kernel-spec';

/** The only writer of the table `environment`. */
export class EnvironmentService extends NamedRows<Environment, CreateEnvironmentInput> {
  constructor(db: DataSource) { super(db, { entity: Environment, id: 'en', called: 'an environment', longestName: 255 }); }

  /** The environment that an experiment names, kept from being deleted until the experiment is stored. @returns null without a name @throws NotFound */
  async named(tx: Tx, name: string | null | undefined): Promise<Environment | null> {
    if (name == null) return null;
    const environment = await this.read(tx, 'WHERE t.name = $1 FOR KEY SHARE', [name]);
    if (!environment) throw new NotFound('Environment', name);
    return environment;
  }

  protected rowOf({ name, image, dockerImage, kernelSpec, description }: CreateEnvironmentInput) {
    if (kernelSpec != null) checkKernelSpec(kernelSpec, ['input', 'kernelSpec']);
    return { name, image: image ?? null, dockerImage: dockerImage ?? null, kernelSpec: kernelSpec ?? null, description: description ?? null };
  }
}
