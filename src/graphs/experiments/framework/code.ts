import { BadInput } from '../../../core/errors';
import type { ComponentInput, EnvVarInput } from '../run/create.input';

type Path = (string | number)[];
export interface GitCode { url: string; branch?: string | null; username?: string | null; password?: string | null; trustCerts?: boolean | null }
export interface Code { syncMode?: string | null; git?: GitCode | null }

/** Name of the component that fetches code; the checkout is in the folder `current` of its own. */
export const CODE = 'code';
/** Other ways that the specification knows; nothing happens for them. */
const WITHOUT_EFFECT = new Set(['hdfs', 'nfs', 's3']);
const TIME_LIMIT_SECONDS = 600;
const HTTPS = /^https:\/\/(?<host>[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?<port>:\d{1,5})?\/[\x21\x24-\x3b\x3d\x40-\x5b\x5d-\x7e]+$/;

/**
 * The component that fetches the code of a job: one commit of one branch, over https and nothing else.
 * @returns null when there is nothing to fetch
 * @throws BadInput for an address, branch or name that git is not to see
 */
export function codeComponent({ syncMode, git }: Code, path: Path = ['input', 'code']): ComponentInput | null {
  if (WITHOUT_EFFECT.has(syncMode ?? '')) return null;
  if (git?.url == null) throw new BadInput('Code is fetched with git: code.git.url names a repository.', [...path, 'git']);
  const { url, username, password, trustCerts } = git, branch = git.branch ?? 'main', at = [...path, 'git'];
  checkUrl(url, [...at, 'url']);
  checkBranch(branch, [...at, 'branch']);
  const secrets = credentials(username, password, at), { origin } = new URL(url);
  const settings = {
    'protocol.allow': 'never', 'protocol.https.allow': 'always', 'core.hooksPath': '/dev/null', 'core.attributesFile': '/dev/null',
    'submodule.recurse': 'false', 'http.lowSpeedLimit': '100', 'http.lowSpeedTime': '60',
    ...(trustCerts && { 'http.sslVerify': 'false' }),
    // Named by the address, so that no other machine, to which it may redirect, is told them.
    ...(secrets.length && { [`credential.${origin}.helper`]: '!f() { test "$1" = get && printf "username=%s\\npassword=%s\\n" "$CODE_USERNAME" "$CODE_PASSWORD"; }; f' }),
  };
  const clone = ['clone', '--depth=1', '--single-branch', '--no-tags', '--no-recurse-submodules', '--template=', `--branch=${branch}`, '--', url, 'current'];
  return {
    name: CODE, command: { argv: ['git', ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]), ...clone] },
    replicas: 1, envVars: [...plain({ GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null', GIT_ATTR_NOSYSTEM: '1', GIT_TERMINAL_PROMPT: '0' }), ...secrets],
    dependsOn: [], files: [], service: false, maxRestarts: 0, timeLimitSeconds: TIME_LIMIT_SECONDS, setup: { fetches: true },
  };
}

const plain = (values: Record<string, string>): EnvVarInput[] => Object.entries(values).map(([name, value]) => ({ name, value, secret: false }));

function checkUrl(url: string, path: Path): void {
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):\/\//.exec(url)?.[1]?.toLowerCase();
  if (!scheme) throw new BadInput(`Invalid Code Spec: URL is malformed. ${url.replace(/^[^/@]*:[^@]*@/, '***@')}`, path);
  if (scheme !== 'https') throw new BadInput(`Code is fetched over https only, not over ${scheme}.`, path);
  if (/^https:\/\/[^/]*@/i.test(url)) throw new BadInput('The address of the code must not hold credentials: send them as username and password.', path);
  if (!HTTPS.test(url) || !URL.canParse(url)) throw new BadInput('The address of the code is not https://host/path, in ASCII and without query or fragment.', path);
}

/** As git restricts names of branches; one with - in front would be an option. */
function checkBranch(branch: string, path: Path): void {
  const isName = branch.length <= 255 && /^[^\x00-\x20\x7f~^:?*[\\-][^\x00-\x20\x7f~^:?*[\\]*$/.test(branch) && !/\.\.|@\{|\/\/|\/\.|^[./]|[./]$|\.lock(\/|$)/.test(branch);
  if (!isName) throw new BadInput(`${JSON.stringify(branch)} cannot be the name of a branch.`, path);
}

function credentials(username: string | null | undefined, password: string | null | undefined, at: Path): EnvVarInput[] {
  if (username == null && password == null) return [];
  for (const [name, value] of Object.entries({ username, password })) {
    if (/[\x00-\x1f\x7f]/.test(value ?? '')) throw new BadInput(`The ${name} has a control character.`, [...at, name]);
  }
  // Some hosts take a token as the password of any name.
  return Object.entries({ CODE_USERNAME: username || 'git', CODE_PASSWORD: password ?? '' }).map(([name, value]) => ({ name, value, secret: true }));
}
