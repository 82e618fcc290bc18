import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pythonEnvironment } from '../support/python-environment';

export const credentials = { accessKeyId: 'AKIDOFTHETESTS', secretAccessKey: 'secret-of-the-tests' };

/** Why there is no server to be had here, or the program. */
export function s3Program(): { program: string } | { missing: string } {
  try {
    return { program: join(pythonEnvironment('s3', 'test/artefacts/requirements.txt'), 'moto_server') };
  } catch (error) {
    return { missing: (error as Error).message };
  }
}

/** Starts it on loopback. @returns its address, a client, and what ends it */
export async function startS3(program: string) {
  const child = spawn(program, ['-H', '127.0.0.1', '-p', '0'], { stdio: ['ignore', 'ignore', 'pipe'], env: { PATH: process.env.PATH, PYTHONUNBUFFERED: '1' } });
  const lines = createInterface({ input: child.stderr });
  const endpoint = await new Promise<string>((resolve, reject) => {
    lines.on('line', (line) => { const url = /Running on (http:\/\/127\.0\.0\.1:\d+)/.exec(line)?.[1]; if (url) resolve(url); });
    child.once('exit', () => reject(new Error('The S3 server ended.')));
  });
  const client = new S3Client({ endpoint, forcePathStyle: true, region: 'us-east-1', credentials });
  await client.send(new CreateBucketCommand({ Bucket: 'runs' }));
  return {
    endpoint, client,
    async stop() {
      client.destroy();
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}
