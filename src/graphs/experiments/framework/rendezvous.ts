import { frameworkOf } from './frameworks';

/** Roles of a job with the ports of their replicas, by index. */
export interface Cast { role: string; ports: number[] }

/** All processes of a job run on one machine. */
const ADDRESS = '127.0.0.1';

/**
 * The variables by which a process of a job finds the others, as Kubeflow's training operator gives them: `TF_CONFIG` for
 * TensorFlow; `MASTER_ADDR`, `MASTER_PORT`, `RANK` and `WORLD_SIZE` for PyTorch and XGBoost. Only, each process listens on
 * a port of its own, because they share an address.
 */
export function rendezvousOf(framework: string, casts: Cast[], role: string, index: number): Record<string, string> {
  const label = frameworkOf(framework)?.label;
  if (label === 'TensorFlow') return tensorFlow(casts, role, index);
  const all = ['Master', 'Worker'].flatMap((name) => casts.find((cast) => cast.role === name)?.ports.map((port, i) => ({ name, i, port })) ?? []);
  const common = {
    MASTER_ADDR: ADDRESS, MASTER_PORT: String(all[0]!.port), RANK: String(all.findIndex(({ name, i }) => name === role && i === index)), WORLD_SIZE: String(all.length), PYTHONUNBUFFERED: '1',
  };
  return label === 'XGBoost' ? { ...common, ...workers(all.filter(({ name }) => name === 'Worker'), role, index) } : common;
}

/** A job of one process has nobody to find, and none is set. Evaluators look at what the others wrote, and are no part of the cluster. */
function tensorFlow(casts: Cast[], role: string, index: number): Record<string, string> {
  if (casts.reduce((sum, { ports }) => sum + ports.length, 0) === 1) return {};
  const cluster = Object.fromEntries(casts.filter((cast) => cast.role !== 'Evaluator').map((cast) => [cast.role.toLowerCase(), cast.ports.map((port) => `${ADDRESS}:${port}`)]));
  return { TF_CONFIG: JSON.stringify({ cluster, task: { type: role.toLowerCase(), index }, environment: 'cloud' }) };
}

function workers(all: { i: number; port: number }[], role: string, index: number): Record<string, string> {
  if (!all.length) return {};
  const own = role === 'Worker' ? all.find(({ i }) => i === index)! : all[0]!;
  return { WORKER_ADDRS: all.map(() => ADDRESS).join(','), WORKER_PORT: String(own.port), WORKER_PORTS: all.map(({ port }) => port).join(',') };
}
