import type { Select } from './arm';

/** Every arm is equally likely, whatever its scores. Source: random search; no difference from BTB. */
export const selectUniform: Select = (arms, { random }) => random.int(arms.length);
