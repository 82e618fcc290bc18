import { basename } from 'node:path';

/** `INPUT_` and the name of the producer in capitals, with `_` for what a variable's name cannot have. */
export const inputVariable = (producer: string) => `INPUT_${producer.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}`;

/** What a copy or a link is called in the folder of who needs it. */
export const stagedName = (producer: string, path: string) => (path ? basename(path) : producer);
