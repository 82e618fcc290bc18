import type { SubmarineServer } from './submarine-server';

/** A command that runs Python, without a blank in its words: the command of this API is split at blanks. */
export const python = (program: string) => `python3 -c exec(__import__('base64').b64decode('${Buffer.from(program).toString('base64')}'))`;

/** Starts a job of PyTorch with one process. @returns its id */
export async function start(submarine: SubmarineServer, program: string, meta: object = {}): Promise<string> {
  const { json } = await submarine.post('/experiment', { meta: { name: 'job', framework: 'PyTorch', cmd: python(program), ...meta }, environment: {}, spec: { Master: { resources: 'memory=256M' } } });
  return json.result.experimentId;
}

/** What an answer of a path has become when it holds; asked again and again. */
export async function eventually<T>(read: () => Promise<T>, holds: (value: T) => boolean, withinMs = 30_000): Promise<T> {
  const end = Date.now() + withinMs;
  for (;;) {
    const value = await read();
    if (holds(value)) return value;
    if (Date.now() > end) throw new Error(`It took too long; now: ${JSON.stringify(value).slice(0, 2000)}`);
    await new Promise(setImmediate);
  }
}
