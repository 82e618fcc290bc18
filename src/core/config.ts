import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { problemsOf } from './image-file';
import { realPath } from './real-path';

/** Something in the configuration cannot be used; `problems` has one line for each fault, all found at once. */
export class ConfigError extends Error {
  constructor(readonly problems: string[]) {
    super(`The configuration cannot be used:\n${problems.map((p) => `  - ${p}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

const list = z.string().transform((text) => text.split(',').map((part) => part.trim()).filter(Boolean));
const flag = z.enum(['0', '1', 'true', 'false']).transform((text) => text === '1' || text === 'true');
const integer = (min: number, max: number) => z.coerce.number('must be a whole number').int('must be a whole number').min(min).max(max);
const url = z.string().regex(/^https?:\/\/[^\s/]+(\/.*)?$/, 'must be an http(s) URL such as https://runs.example.org').transform((text) => text.replace(/\/$/, ''));
const artefactPlace = z.string().transform((text) => (text.startsWith('s3:') ? text.replace(/\/+$/, '') : realPath(resolve(text))))
  .refine((text) => !text.startsWith('s3:') || /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/(?!\.{1,2}(\/|$))[^/\0]+)*$/.test(text), 'must be a folder, or s3://bucket/prefix with the name of a bucket');

export const DEFAULT_PORT = 5000;
/** The REST APIs that a port can be for. */
const REST_APIS = ['atm', 'submarine'];
const extraPort = z.string().refine((text) => { const [port, api] = text.split(':'); return text === 'none' || (/^\d{1,5}$/.test(port!) && Number(port) <= 65535 && REST_APIS.includes(api!) && text.split(':').length === 2); },
  `must be none, or ports such as 32080:submarine; the APIs are ${REST_APIS.join(', ')}`);

/** Every setting: the variable that holds it, its meaning, its default. `docs/configuration.md` is printed from this table. */
export const settings = {
  home: { env: 'RUNGRAPH_HOME', about: 'Folder of all data: database, artefacts, uploads, the operator token', schema: z.string().transform((p) => realPath(resolve(p))).default(() => realPath(join(homedir(), '.rungraph'))) },
  artefacts: { env: 'RUNGRAPH_ARTEFACTS', about: 'Where models, metrics and outputs are kept: a folder, or `s3://bucket/prefix`; the default is `artefacts` in RUNGRAPH_HOME. All processes need the same', schema: artefactPlace.optional() },
  s3Endpoint: { env: 'RUNGRAPH_S3_ENDPOINT', about: "Address of a server that speaks S3, for RUNGRAPH_ARTEFACTS; the default is Amazon's. Credentials are taken from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or wherever else programs of AWS find them", schema: url.optional() },
  s3Region: { env: 'AWS_REGION', about: 'Region of the bucket', schema: z.string().regex(/^[a-z0-9-]+$/, 'must be a region such as eu-central-1').default('us-east-1') },
  host: { env: 'RUNGRAPH_HOST', about: 'Address to listen on', schema: z.string().min(1).default('127.0.0.1') },
  port: { env: 'RUNGRAPH_PORT', about: 'Port to listen on; 0 lets the system choose', schema: integer(0, 65535).default(DEFAULT_PORT) },
  extraPorts: { env: 'RUNGRAPH_EXTRA_PORTS', about: 'Ports beside RUNGRAPH_PORT, each for the clients of one old API and comma-separated: `32080:submarine`; `none` for none. The default is 32080:submarine where RUNGRAPH_PORT is 5000 and that port is free', schema: list.pipe(z.array(extraPort)).optional() },
  databaseUrl: { env: 'DATABASE_URL', about: 'Your own Postgres (14 or newer); without it an embedded one is started', schema: z.string().regex(/^postgres(ql)?:\/\//, 'must start with postgres://').optional() },
  workers: { env: 'RUNGRAPH_WORKERS', about: 'Workers that the server starts beside itself', schema: integer(0, 256).default(1) },
  slots: { env: 'RUNGRAPH_SLOTS', about: 'Trials that one worker runs at a time', schema: integer(1, 64).default(1) },
  auth: { env: 'RUNGRAPH_AUTH', about: 'none (loopback only) or token', schema: z.enum(['none', 'token']).default('none') },
  insecure: { env: 'RUNGRAPH_INSECURE', about: '1 serves without authentication on an address that is not loopback', schema: flag.default(false) },
  dataRoots: { env: 'RUNGRAPH_DATA_ROOTS', about: 'Folders that trainPath and testPath may name, comma-separated; the default is the folder where the server was started (uploads and demos always belong to them)', schema: list.transform((paths) => paths.map((p) => resolve(p))).optional() },
  allowedHosts: { env: 'RUNGRAPH_ALLOWED_HOSTS', about: 'Names that a Host header may carry besides loopback and RUNGRAPH_PUBLIC_URL', schema: list.default([]) },
  allowedOrigins: { env: 'RUNGRAPH_ALLOWED_ORIGINS', about: 'Origins of web pages that may call this server', schema: list.default([]) },
  publicUrl: { env: 'RUNGRAPH_PUBLIC_URL', about: 'Address of this server as its users see it', schema: url.optional() },
  allowDownloads: { env: 'RUNGRAPH_ALLOW_DOWNLOADS', about: '1 lets data sets come from http(s) addresses that are not private', schema: flag.default(false) },
  maxUploadMb: { env: 'RUNGRAPH_MAX_UPLOAD_MB', about: 'Largest data set that is accepted, in MB (1 MB = 1,000,000 bytes)', schema: integer(1, 100_000).default(200) },
  maxDownloads: { env: 'RUNGRAPH_MAX_DOWNLOADS', about: 'Data sets that are fetched from http(s) addresses at a time', schema: integer(1, 1000).default(4) },
  maxSockets: { env: 'RUNGRAPH_MAX_SOCKETS', about: 'Websockets that are open at a time', schema: integer(1, 1_000_000).default(20_000) },
  python: { env: 'RUNGRAPH_PYTHON', about: 'Python interpreter with scikit-learn; the default is the virtual environment made by the set-up', schema: z.string().min(1).optional() },
  methodsDir: { env: 'RUNGRAPH_METHODS_DIR', about: 'Folder with method files of your own (*.json)', schema: z.string().transform((p) => resolve(p)).optional() },
  trialSeconds: { env: 'RUNGRAPH_TRIAL_SECONDS', about: 'Longest time for one trial, in seconds', schema: integer(1, 86_400).default(3600) },
  trialMemoryMb: { env: 'RUNGRAPH_TRIAL_MEMORY_MB', about: 'Most resident memory for one trial process tree, in MB', schema: integer(64, 10_000_000).default(4096) },
  tasksAtOnce: { env: 'RUNGRAPH_TASKS_AT_ONCE', about: 'Pods of experiments that one worker runs at a time; 0: it runs none', schema: integer(0, 10_000).default(32) },
  taskCpus: { env: 'RUNGRAPH_TASK_CPUS', about: 'Cores that the pods of a worker may ask for together; the default is those of the machine', schema: z.coerce.number('must be a number').positive().max(100_000).optional() },
  taskMemoryMb: { env: 'RUNGRAPH_TASK_MEMORY_MB', about: 'Memory that the pods of a worker may ask for together, in MB; the default is that of the machine', schema: integer(1, 100_000_000).optional() },
  isolation: { env: 'RUNGRAPH_ISOLATION', about: 'auto: pods are isolated where bwrap works; required: a worker does not start where it does not; off', schema: z.enum(['auto', 'required', 'off']).default('auto') },
  taskReadable: { env: 'RUNGRAPH_TASK_READABLE', about: 'Folders that isolated pods may read besides the system, Python and what they need of each other, comma-separated, e.g. /opt/conda', schema: list.transform((paths) => paths.map((p) => resolve(p))).default([]) },
  images: { env: 'RUNGRAPH_IMAGES', about: 'JSON file that says what stands for images of containers: `{"apache/submarine:tf-1.0": {"venv": "/opt/venvs/tf"}, "pytorch/*": {"command": ["/opt/run-with-torch"]}}`, and `"mounts": {"/var/train": "train"}`, files and folders that isolated pods are shown; without it an image is a label', schema: z.string().transform((p) => resolve(p)).superRefine((path, ctx) => problemsOf(path).forEach((message) => ctx.addIssue(message))).optional() },
  allowInstalls: { env: 'RUNGRAPH_ALLOW_INSTALLS', about: '1 lets jobs of frameworks have Python packages installed (kernelSpec); without it they are refused', schema: flag.default(false) },
  stopGraceSeconds: { env: 'RUNGRAPH_STOP_GRACE_SECONDS', about: 'Seconds between SIGTERM and SIGKILL for a pod that is ended', schema: integer(0, 3600).default(10) },
  submarineProfile: { env: 'RUNGRAPH_SUBMARINE_PROFILE', about: "How Submarine's REST API answers requests that name no profile in X-Rungraph-Profile: documented, or v0.8 as the released server", schema: z.enum(['documented', 'v0.8']).default('documented') },
  eventsKept: { env: 'RUNGRAPH_EVENTS_KEPT', about: 'Most events that are kept for subscribers who come back', schema: integer(100, 1_000_000_000).default(1_000_000) },
  eventDays: { env: 'RUNGRAPH_EVENT_DAYS', about: 'Days for which events are kept', schema: integer(1, 3650).default(7) },
  logLevel: { env: 'RUNGRAPH_LOG_LEVEL', about: 'trace, debug, info, warn, error or silent', schema: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info') },
  logFormat: { env: 'RUNGRAPH_LOG_FORMAT', about: 'json, or text for human eyes', schema: z.enum(['json', 'text']).default('json') },
  logFile: { env: 'RUNGRAPH_LOG_FILE', about: 'File to which the log is appended; without it the log goes to stderr', schema: z.string().transform((p) => resolve(p)).optional() },
  openmlUrl: { env: 'RUNGRAPH_OPENML_URL', about: 'Where `atm get_demos` finds OpenML; a mirror named here may have a private address', schema: url.default('https://www.openml.org') },
} as const satisfies Record<string, { env: string; about: string; schema: z.ZodType }>;

type Values = { [K in keyof typeof settings]: z.output<(typeof settings)[K]['schema']> };
export type Config = Readonly<Values & { startedIn: string }>;

export const isLoopback = (host: string) => host === 'localhost' || host === '::1' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);

/** The name under which programs on this machine reach a server that listens there: a wildcard is no address to connect to. */
export function reachableHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
}

/**
 * Reads flags first, then `RUNGRAPH_*` variables, then defaults. An empty variable counts as absent.
 * @param flags values by setting name, as typed by the user
 * @throws ConfigError with every problem at once
 */
export function readConfig(flags: Partial<Record<keyof Values, unknown>> = {}, env: NodeJS.ProcessEnv = process.env, cwd = process.cwd()): Config {
  const problems: string[] = [];
  const values: Record<string, unknown> = { startedIn: cwd };
  for (const [name, setting] of Object.entries(settings)) {
    const given = flags[name as keyof Values];
    const text = given ?? (env[setting.env] || undefined);
    const parsed = setting.schema.safeParse(typeof given === 'boolean' ? String(given) : text);
    if (parsed.success) values[name] = parsed.data;
    else problems.push(`${setting.env}=${text}: ${parsed.error.issues.map((i) => i.message).join('; ')} (${setting.about})`);
  }
  const known = new Set(Object.values(settings).map((s) => s.env as string));
  for (const key of Object.keys(env)) {
    if (key.startsWith('RUNGRAPH_') && !known.has(key)) problems.push(`${key} is not a setting; \`rungraph doctor\` lists them all`);
  }
  const config = values as Config;
  if (!problems.length && !isLoopback(config.host) && config.auth === 'none' && !config.insecure) {
    problems.push(`RUNGRAPH_HOST=${config.host} can be reached from other machines, and this server runs code: set RUNGRAPH_AUTH=token, or start with --insecure if everyone who can reach it may run code here`);
  }
  if (problems.length) throw new ConfigError(problems);
  return Object.freeze(config);
}

/** The variables under which another process of ours reads the same settings. */
export function settingsAsEnvironment(config: Config): Record<string, string> {
  const text = (value: unknown) => (Array.isArray(value) ? value.join(',') : typeof value === 'boolean' ? (value ? '1' : '0') : String(value));
  return Object.fromEntries(Object.entries(settings).flatMap(([name, { env }]) => {
    const value = config[name as keyof typeof settings];
    return value === undefined ? [] : [[env, text(value)]];
  }));
}
