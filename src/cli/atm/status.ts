import type { PidFile } from './pid-file';

/** Says whether ATM runs under this pid file, with how many workers, and where its server listens. */
export async function status(pidFile: PidFile, print: (line: string) => void): Promise<void> {
  const daemon = await pidFile.read();
  if (!daemon) return print('ATM is not runing.');   // so in the original, and scripts may look for it
  print(`ATM is running with ${daemon.workers} worker${daemon.workers > 1 ? 's' : ''}`);
  if (daemon.url) print(`ATM REST server is listening on ${daemon.url}`);
}
