/** What a child may know of our environment: how to find programs and libraries and how to write text and time; no setting or secret. */
const passedOn = ['PATH', 'LANG', 'LC_ALL', 'LC_CTYPE', 'TZ', 'TMPDIR', 'LD_LIBRARY_PATH'];

/** One core a trial: the number of trials side by side is the worker's decision. */
export const threadVariables = ['OMP_NUM_THREADS', 'OPENBLAS_NUM_THREADS', 'MKL_NUM_THREADS', 'BLIS_NUM_THREADS', 'NUMEXPR_NUM_THREADS', 'VECLIB_MAXIMUM_THREADS'];

/** @param pythonPath folder of our Python packages, absolute */
export function childEnvironment(pythonPath: string, from: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = { PYTHONPATH: pythonPath, PYTHONUTF8: '1', PYTHONUNBUFFERED: '1' };
  for (const name of passedOn) if (from[name]) environment[name] = from[name];
  for (const name of threadVariables) environment[name] = '1';
  return environment;
}

/** Where programs are looked for. */
export const programPath = (): string => process.env.PATH || '/usr/local/bin:/usr/bin:/bin';

const proxies = ['http_proxy', 'https_proxy', 'all_proxy', 'no_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'NO_PROXY'];

/** How programs of ours reach other machines from here. */
export const proxyVariables = (): Record<string, string> => Object.fromEntries(proxies.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
