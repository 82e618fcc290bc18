import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { interpreter, pythonPath } from './workbench';

/** What a short program prints that imports from our Python; its last word is JSON. */
export const pythonSays = (program: string, ...args: string[]): unknown => JSON.parse(execFileSync(interpreter, ['-c', program, ...args], { cwd: pythonPath, encoding: 'utf8', timeout: 60_000 }));

/** Where groups of tasks can be made here, or why they cannot. */
export const place = pythonSays(`
import json
from rungraph_supervisor.cgroup_place import find_place
from rungraph_supervisor.memory_groups import decision
told = decision()
print(json.dumps({"folder": find_place().folder} if told["how"] == "cgroup" else {"why": told["why"]}))
`) as { folder: string } | { why: string };

/** Removes what servers left behind that were killed here; the next server would do so. */
export function sweepGroups(): void {
  if ('folder' in place) pythonSays('import sys\nfrom rungraph_supervisor.memory_groups import sweep\nsweep(sys.argv[1])\nprint("null")', place.folder);
}

/** The folders of servers, and the groups of tasks in them. */
export function groups(): { servers: string[]; tasks: string[] } {
  if (!('folder' in place)) return { servers: [], tasks: [] };
  const below = (folder: string, prefix: string) => (existsSync(folder) ? readdirSync(folder) : []).filter((name) => name.startsWith(prefix)).map((name) => join(folder, name));
  const servers = below(place.folder, 'rungraph-tasks-');
  return { servers, tasks: servers.flatMap((server) => below(server, 'task-')) };
}
export const groupsOf = (server: number): string[] => groups().tasks.filter((folder) => folder.includes(`/rungraph-tasks-${server}-`));
export const processesIn = (group: string): number[] => readFileSync(join(group, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean).map(Number);
