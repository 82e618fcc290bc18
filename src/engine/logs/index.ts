export { LogReader, type LogLine, type LogPage, type PageOptions } from './log-reader';
export { endLog } from './end-log';
export type { LogStream } from './record';
