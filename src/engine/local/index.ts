export { LocalExecutor, limits, type LocalExecutorOptions } from './local-executor';
export { isolationReport } from './isolation';
