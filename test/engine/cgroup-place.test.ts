import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pythonSays } from './memory-groups';
import { interpreter, pythonPath } from './workbench';

const ownGroup = (memberships: string, ...mounts: string[]): unknown => pythonSays(`
import json, sys
from rungraph_supervisor.cgroup_place import Unusable, own_group
try: print(json.dumps(own_group(*sys.argv[1:])))
except Unusable as error: print(json.dumps(str(error)))
`, memberships, mounts.join('\n'));

const v1 = '35 31 0:32 / /sys/fs/cgroup/memory rw,relatime shared:9 - cgroup cgroup rw,memory', v2 = '41 31 0:38 / /sys/fs/cgroup rw,relatime - cgroup2 cgroup2 rw,nsdelegate';
const other = '23 1 0:5 / / rw - ext4 /dev/vda rw', cpu = '32 31 0:29 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu,memoryless';

test.each([
  ['version 1', '9:cpu:/\n4:memory:/a/b\n0::/\n', [other, cpu, v1], [1, '/sys/fs/cgroup/memory/a/b']],
  ['version 2', '0::/user.slice/x.scope\n', [other, v2], [2, '/sys/fs/cgroup/user.slice/x.scope']],
  ['version 2 beside controllers of version 1', '1:cpu:/\n0::/x\n', [cpu, v2], [2, '/sys/fs/cgroup/x']],
  ['a container that sees its own group alone', '0::/\n', [v2], [2, '/sys/fs/cgroup']],
  ['a container that sees its own group under the name of the machine', '3:memory:/docker/abc/in\n', [v1.replace(' / /sys', ' /docker/abc /sys')], [1, '/sys/fs/cgroup/memory/in']],
  ['a group outside of what is mounted', '3:memory:/docker/abc\n', [v1.replace(' / /sys', ' /docker/def /sys')], 'no control groups for memory are mounted'],
  ['a group outside of our namespace', '0::/../x\n', [v2], 'no control groups for memory are mounted'],
  ['version 1, not mounted', '3:memory:/\n0::/\n', [v2], 'no control groups for memory are mounted'],
  ['none', '', [other], 'no control groups for memory are mounted'],
])('our own control group: %s', (_, memberships, mounts, found) => expect(ownGroup(memberships, ...mounts)).toEqual(found));

describe('version 2', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cgroup-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const put = (path: string, text: string) => { mkdirSync(join(folder, path, '..'), { recursive: true }); writeFileSync(join(folder, path), text); };

  test('a group that was not handed over is left alone', () => {
    expect(pythonSays(`
import json, sys
from rungraph_supervisor.cgroup_place import Unusable, delegated
try: print(json.dumps(delegated(sys.argv[1])))
except Unusable as error: print(json.dumps(str(error)))
`, join(folder, 'session.scope'))).toBe(`the control group ${folder}/session.scope is not delegated to us; with systemd: a unit with Delegate=memory`);
  });

  test('what the kernel counts tells whose memory ran out', () => {
    const verdict = (events: string) => { put('g/memory.events', events); return pythonSays('import json, sys\nfrom rungraph_supervisor.memory_group import MemoryGroup\nprint(json.dumps(MemoryGroup((2, sys.argv[1]), 1).verdict()))', join(folder, 'g')); };
    expect(verdict('low 0\nhigh 0\nmax 7\noom 0\noom_kill 0\noom_group_kill 0\n')).toBeNull();
    expect(verdict('low 0\nhigh 0\nmax 7\noom 1\noom_kill 3\noom_group_kill 1\n')).toBe(true);
    expect(verdict('low 0\nhigh 0\nmax 0\noom 0\noom_kill 1\noom_group_kill 0\n')).toBe(false);
  });
});

// By the kernel itself, in a group without controllers, where one can be made.
const unified = pythonSays(`
import json, os
from rungraph_supervisor.cgroup_place import Unusable, own_group
rows = [row for row in open("/proc/self/cgroup") if row.startswith("0::")]
try:
    folder = own_group("".join(rows), open("/proc/self/mountinfo").read()).folder
    print(json.dumps({"folder": folder} if os.access(folder, os.W_OK) else {"why": folder + " is not writable"}))
except Unusable as error: print(json.dumps({"why": str(error)}))
`) as { folder: string } | { why: string };

if (!('folder' in unified)) test.skip(`version 2: processes in groups: ${unified.why}`, () => undefined);
else test('version 2: a child begins in a group, and what is in a group to be divided is moved into a leaf', () => {
  const said = pythonSays(`
import json, os, signal, sys
from rungraph_supervisor.cgroup_place import LEAF, Place, hand_on_memory
from rungraph_supervisor.memory_group import MemoryGroup, enter, kill_all, remove_tree
folder = f"{sys.argv[1]}/rungraph-test-{os.getpid()}"
os.mkdir(folder)
group = MemoryGroup(Place(2, folder), 1)
said = {}
def inside(path): return [int(row) for row in open(path + "/cgroup.procs")]
try:
    read, write = os.pipe()
    pid = group.fork()
    if pid == 0:
        if group.entrance: enter(group.entrance)
        os.write(write, b"x")
        signal.pause()
    os.close(write)  # so that the end of a child that fails is not waited for
    said["entered"] = os.read(read, 1).decode()
    said["began"] = inside(folder) == [pid]
    try: hand_on_memory(folder)
    except OSError: pass  # memory is a matter of version 1 here
    said["moved"] = inside(folder) == [] and inside(f"{folder}/{LEAF}") == [pid]
    kill_all(folder)
    said["signal"] = os.waitpid(pid, 0)[1]
finally:
    remove_tree(folder)
said["left"] = os.path.exists(folder)
print(json.dumps(said))
`, unified.folder);
  expect(said).toEqual({ entered: 'x', began: true, moved: true, signal: 9, left: false });
});

if (process.getuid!() !== 0) test.skip('an ordinary user: the tests do not run as root', () => undefined);
else test('an ordinary user who may not make groups has memory looked at, and is told why', () => {
  const program = 'import json, os, sys\nsys.path.insert(0, os.getcwd())\nfrom rungraph_supervisor.memory_groups import decision\nos.setgroups([]); os.setgid(65534); os.setuid(65534)\nprint(json.dumps(decision()))';
  const told = JSON.parse(execFileSync(interpreter, ['-c', program], { cwd: pythonPath, encoding: 'utf8' })) as { how: string; why: string };
  expect(told).toEqual({ how: 'sampled', why: expect.stringMatching(/ten times a second.*Control groups are not used: (the control group \/\S+ is not (writable|delegated)|no control groups)/) });
});
