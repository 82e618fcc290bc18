import type { z } from 'zod';
import type { EnvironmentRowFragment } from './operations.generated';
import type { environmentSpec } from './spec-schema';

type EnvironmentSpec = z.output<typeof environmentSpec>;

/** Milliseconds since 1970, of a moment of the graph. */
export const milliseconds = (moment: string) => Date.parse(moment);

/** An environment as this API stores it; what was not given is null. */
export const environmentSpecWire = ({ name, dockerImage, kernelSpec, description, image }: EnvironmentSpec) => ({
  name: name ?? null, dockerImage: dockerImage ?? null, kernelSpec: kernelSpec ? kernelSpecWire(kernelSpec) : null, description: description ?? null, image: image ?? null,
});

const kernelSpecWire = ({ name, channels, condaDependencies, pipDependencies }: NonNullable<EnvironmentSpec['kernelSpec']>) =>
  ({ name: name ?? null, channels: channels ?? null, condaDependencies: condaDependencies ?? null, pipDependencies: pipDependencies ?? null });

export const environmentWire = ({ number, createdAt, ...spec }: EnvironmentRowFragment) => ({
  environmentId: `environment_${milliseconds(createdAt)}_${String(number).padStart(4, '0')}`,
  environmentSpec: environmentSpecWire(spec as EnvironmentSpec),
});
