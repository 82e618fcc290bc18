import { LocalExecutor } from '../../src/engine';
import { findBwrap } from '../../src/engine/local/isolation';
import { executorContract } from './executor-contract';
import { interpreter, log, pythonPath } from './workbench';

const options = { interpreter, pythonPath, log, capacity: { cpus: 4, memoryBytes: 1e9, tasks: 50 } };

executorContract('local, without isolation', () => new LocalExecutor({ ...options, isolate: false }));

const bwrap = findBwrap();
if (typeof bwrap === 'string') test.skip(`local, isolated: ${bwrap}`, () => undefined);
else executorContract('local, isolated', () => new LocalExecutor(options));
