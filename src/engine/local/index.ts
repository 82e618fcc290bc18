export { LocalExecutor, type LocalExecutorOptions } from './local-executor';
export { isolationLimit, limits, memoryLimit } from './limits';
export { isolationReport, pythonPaths } from './isolation';
