export { LocalExecutor, limits, type LocalExecutorOptions } from './local-executor';
export { isolationReport, pythonPaths } from './isolation';
