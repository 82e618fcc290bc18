import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Of /etc only what programs need to find names, libraries and certificates; the rest may hold secrets. */
const NAMES = ['passwd', 'group', 'nsswitch.conf', 'host.conf', 'gai.conf', 'services', 'protocols', 'ld.so.cache', 'ld.so.conf', 'ld.so.conf.d', 'localtime', 'timezone', 'os-release', 'machine-id', 'mime.types', 'alternatives', 'ssl/certs', 'ssl/openssl.cnf', 'pki/tls/certs', 'pki/ca-trust', 'ca-certificates', 'fonts', 'R', 'perl', 'openmpi', 'libibverbs.d', 'OpenCL', 'matplotlibrc'];
/** These change while a worker runs, so they are bound on top of the copy. */
export const LIVE = ['/etc/hosts', '/etc/resolv.conf'];

/** Fills a folder with what isolated tasks see of /etc. One mount for each of its files would cost every task 20 ms. */
export function copyEtc(folder: string): string {
  const java = readdirSync('/etc').filter((name) => name.startsWith('java'));
  for (const name of [...NAMES, ...java]) {
    const target = join(folder, name);
    mkdirSync(dirname(target), { recursive: true });
    try {
      cpSync(join('/etc', name), target, { recursive: true, verbatimSymlinks: true });
    } catch (error) {
      // Not here, or not ours to read: then it is not a task's either.
      if (!['ENOENT', 'EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
  }
  for (const path of LIVE) writeFileSync(join(folder, path.slice('/etc/'.length)), '');
  return folder;
}
