import { BadInput } from '../../../core/errors';

/** A framework whose jobs consist of processes with roles, as Kubeflow's training operator runs them (kubeflow.org/v1). */
export interface Framework {
  /** as it is written for people */
  label: 'TensorFlow' | 'PyTorch' | 'XGBoost';
  /** in exactly this spelling */
  roles: readonly string[];
  /** roles that are needed by the others only, and end with them */
  serving: readonly string[];
  /** Whether a process may come or go while the others run; else each is told at its start how many there are. */
  elastic: boolean;
}

const frameworks: Record<string, Framework> = {
  tensorflow: { label: 'TensorFlow', roles: ['Ps', 'Worker', 'Chief', 'Master', 'Evaluator'], serving: ['Ps', 'Evaluator'], elastic: true },
  pytorch: { label: 'PyTorch', roles: ['Master', 'Worker'], serving: [], elastic: false },
  xgboost: { label: 'XGBoost', roles: ['Master', 'Worker'], serving: [], elastic: false },
};

/** In any spelling; undefined for another one. */
export const frameworkOf = (name: string): Framework | undefined => (Object.hasOwn(frameworks, name.toLowerCase()) ? frameworks[name.toLowerCase()] : undefined);

/** @throws BadInput that lists those there are */
export function knownFramework(name: string): Framework {
  const framework = frameworkOf(name);
  if (!framework) throw new BadInput(`There is no framework ${name}: it is one of ${Object.values(frameworks).map(({ label }) => label).join(', ')}.`, ['input', 'framework']);
  return framework;
}
