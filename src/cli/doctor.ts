import type { Config } from '../core/config';
export async function doctor(_config: Config, print: (line: string) => void): Promise<boolean> { print('not there yet'); return false; }
