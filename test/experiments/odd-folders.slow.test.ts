import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { queryOf } from '../../src/database/data-source';
import { sweepExperimentFolders } from '../../src/graphs/experiments/run/folder-sweep';
import { removeFolder } from '../../src/graphs/experiments/run/remove-folder';
import { automlGraph, type AutomlGraph } from '../support/automl';
import { component, create, ended, oneStage, shell, startPodWorker } from '../support/experiments';

// Folders that a program has made hard to list, to copy and to remove.
let graph: AutomlGraph, worker: Awaited<ReturnType<typeof startPodWorker>>;
const NOBODY = 65534, isRoot = process.getuid!() === 0;
// Another user must be able to reach the folder: TMPDIR may lie below one that only root may enter.
const under = isRoot ? '/var/tmp' : tmpdir();
beforeAll(async () => {
  graph = await automlGraph({}, { under });
  worker = await startPodWorker(graph);
});
afterAll(async () => {
  await worker?.stop();
  if (graph) await removeFolder(graph.config.home);
  await graph?.close();
});

const deep = (levels: number) => `python3 -c 'import os
for n in range(${levels}): os.mkdir("d" * 50); os.chdir("d" * 50)
open("file", "w")'`;
const remove = (id: string) => graph.run('mutation($id: ID!) { deleteExperiment(id: $id) { id } }', { id });
const folderOf = (uid: string) => join(graph.config.home, 'experiments', uid);

/** As a user who may not do everything. */
async function asNobody(work: () => Promise<unknown>): Promise<void> {
  if (isRoot) process.seteuid!(NOBODY);
  try { await work(); } finally { if (isRoot) process.seteuid!(0); }
}

test.each([300, 3000])('%s levels: it is started again in an empty folder, listed as far as paths go, and deleted', async (levels) => {
  const { id } = await create(graph, { stages: oneStage(shell('c', `[ "$(ls)" = "" ] && echo x > plain && ${deep(levels)} && cd "$TMPDIR" && ${deep(levels)} && [ $ATTEMPT = 2 ]`, { maxRestarts: 1 })) });
  const done = await ended(graph, id), { id: componentId, workingDirectory } = component(done, 'c');
  expect(component(done, 'c')).toMatchObject({ state: 'FINISHED', restarts: 1, pods: [{ exitCode: 1 }, { exitCode: 0 }] });
  const { data, errors } = await graph.run('query($id: ID!) { component(id: $id) { files { totalCount nodes { path bytes } } } }', { id: componentId });
  expect([errors, data.component.files]).toEqual([undefined, { totalCount: 1, nodes: [{ path: 'plain', bytes: 2 }] }]);
  expect(existsSync(workingDirectory)).toBe(true);
  expect(await remove(id)).toMatchObject({ data: { deleteExperiment: { id } } });
  expect(existsSync(folderOf(done.uid))).toBe(false);
});

test('what is too deep to be copied is told in few words', async () => {
  const { id } = await create(graph, { stages: oneStage(shell('a', deep(300)), shell('b', 'true', { dependsOn: [{ component: 'a', method: 'COPY' }] })) });
  const { status, errorMessage } = await ended(graph, id);
  expect({ status, errorMessage }).toEqual({ status: 'FAILED', errorMessage: expect.stringMatching(/The folder of a cannot be copied: ENAMETOOLONG/) });
  expect(errorMessage.length).toBeLessThan(700);
});

test('a folder that its owner has closed is removed; links in it lead nowhere', async () => {
  const folder = await mkdtemp(join(under, 'closed-')), outside = join(folder, 'outside');
  try {
    await chmod(folder, 0o777);
    await mkdir(outside, { mode: 0o700 });
    await writeFile(join(outside, 'file'), '');
    await asNobody(async () => {
      await mkdir(join(folder, 'work/d/e'), { recursive: true });
      await writeFile(join(folder, 'work/d/e/f'), '');
      await symlink(outside, join(folder, 'work/d/link'));
      await chmod(join(folder, 'work/d/e'), 0);
      await chmod(join(folder, 'work/d'), 0);
      await removeFolder(join(folder, 'work'));
    });
    expect([await readdir(folder), await readdir(outside)]).toEqual([['outside'], ['file']]);
  } finally {
    await rm(folder, { recursive: true });
  }
});

(isRoot ? test : test.skip)("what belongs to somebody else stays: the deletion succeeds, and the sweep tells and goes on", async () => {
  const [a, b] = await Promise.all([1, 2].map(async () => ended(graph, (await create(graph, { stages: oneStage(shell('c', 'true')) })).id)));
  const { home } = graph.config, warned: object[] = [];
  for (const folder of [join(home, '..'), home]) await chmod(folder, 0o711);
  for (const folder of ['experiments', 'logs', 'logs/pods']) await chmod(join(home, folder), 0o777);
  await asNobody(async () => {
    for (const { id } of [a, b]) expect(await remove(id)).toMatchObject({ data: { deleteExperiment: { id } } });
  });
  expect([a, b].map(({ uid }) => existsSync(folderOf(uid)))).toEqual([true, true]);
  const log = Object.assign(Object.create(graph.log), { warn: (entry: object) => warned.push(entry) });
  const sweep = () => sweepExperimentFolders(queryOf(graph.db), home, log, { now: Date.now() + 3_700_000 });
  await asNobody(async () => expect(await sweep()).toBe(0));
  expect(warned).toContainEqual({ folder: folderOf(a.uid), why: expect.stringMatching(/cannot be removed \(E(ACCES|PERM)\)/) });
  expect(await sweep()).toBe(4);
  expect([a, b].map(({ uid }) => existsSync(folderOf(uid)))).toEqual([false, false]);
});
