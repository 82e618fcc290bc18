import { isLoopback, reachableHost, type Config } from '../core/config';
import { readToken } from '../server/auth/token';
import { GraphClient } from './graph-client';
import { LiveBar } from './live-bar';
import { Refusal } from './program';
import type { RunName } from './watch/arguments';
import { followDatarun } from './watch/datarun';
import type { WatchEvent } from './watch/event';
import { followExperiment } from './watch/experiment';
import { jsonView, textView } from './watch/text';

export interface WatchOptions {
  url?: string;
  token?: string;
  /** Whether what pods write is shown. */
  logs: boolean;
  json: boolean;
}

/** Follows a run of any kind until it has ended, through every lost connection; the exit code is 0 when it succeeded, 1 when not, 130 after Ctrl-C. */
export async function watch(config: Config, name: RunName, { url, token, logs, json }: WatchOptions): Promise<void> {
  const bar = new LiveBar(process.stdout);
  const show = json ? jsonView(process.stdout) : textView(bar);
  // Whoever read it has left: there is nobody to watch for. Ends as a program does that SIGPIPE ends.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => { if (error.code === 'EPIPE') process.exit(141); });
  process.once('SIGINT', () => { bar.end(); process.exit(130); });
  const address = url ?? localAddress(config);
  const graph = new GraphClient(address, token ?? (isOurs(address, config) ? await readToken(config.home) : null), (there) => show({ type: 'connection', there } satisfies WatchEvent));
  try {
    const id = await find(graph, name, address);
    const status = name.of === 'datarun' ? await followDatarun(graph, id, show) : await followExperiment(graph, id, show, logs);
    bar.end();
    if (status === 'DELETED') throw new Refusal(`${id} was deleted.`);
    if (status !== 'SUCCEEDED') process.exitCode = 1;
  } finally {
    bar.end();
    await graph.dispose();
  }
}

/** GraphQL's Int ends there. */
const MOST_NUMBER = 2 ** 31 - 1;

const QUERIES: Record<RunName['of'], string> = {
  datarun: 'query($value: ID!) { run: datarun(id: $value) { id } }',
  experiment: 'query($value: ID!) { run: experiment(id: $value) { id } }',
  experimentByNumber: 'query($value: Int!) { run: experimentByNumber(number: $value) { id } }',
  experimentByUid: 'query($value: ID!) { run: experimentByUid(uid: $value) { id } }',
};

async function find(graph: GraphClient, { of, value }: RunName, address: string): Promise<string> {
  const asked = of === 'experimentByNumber' ? Number(value) : value;
  const { run } = Number(asked) > MOST_NUMBER ? { run: null } : await graph.request(QUERIES[of], { value: asked });
  if (!run) throw new Refusal(`There is no ${of === 'datarun' ? 'datarun' : 'experiment'} ${value} at ${address}.`);
  return run.id;
}

const localAddress = ({ host, port }: Config) => `http://${reachableHost(host)}:${port}`;

/** The operator's token is for the server of this data folder and goes to nobody else. */
function isOurs(address: string, config: Config): boolean {
  const { hostname, origin } = new URL(address);
  return isLoopback(hostname) || [localAddress(config), config.publicUrl].some((known) => known !== undefined && new URL(known).origin === origin);
}
