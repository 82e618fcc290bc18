import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { Artefact, ArtefactStore } from '../../src/artefacts';

const HOUR = 3_600_000;

/** What holds for every store. @param store a fresh, empty one */
export function describeStore(name: string, store: () => ArtefactStore): void {
  const put = async (location: string, content: string | Buffer): Promise<void> => (await store().stage(Readable.from([Buffer.from(content)]))).place(location);
  const content = async (location: string, from?: number, to?: number): Promise<string | null> => withOpen(location, async (file) => String(await buffer(file.read(from, to))));
  async function withOpen<T>(location: string, work: (file: Artefact) => Promise<T>): Promise<T | null> {
    const file = await store().open(location);
    try { return file && await work(file); } finally { await file?.close(); }
  }
  const all = async (below: string): Promise<string[]> => {
    const seen: string[] = [];
    await store().removeOld(below, async (locations) => { seen.push(...locations); return []; }, { olderThanMs: 0 });
    return seen.toSorted();
  };

  describe(name, () => {
    test('what is staged is nowhere until it is placed; placing it again, as a repeated commit does, is no fault', async () => {
      const staged = await store().stage(Readable.from(['one ', 'two']));
      expect([staged.bytes, await store().open('a/b/c')]).toEqual([7, null]);
      await staged.place('a/b/c');
      await staged.place('a/b/c');
      await staged.discard();
      expect(await content('a/b/c')).toBe('one two');
    });

    test('a file of this machine is taken over; a discarded one leaves nothing', async () => {
      const file = await store().scratch();
      await writeFile(file, 'written by a program');
      const staged = await store().stage(file);
      await staged.place('files/x');
      await staged.discard();
      expect(await content('files/x')).toBe('written by a program');
      await expect(readFile(file)).rejects.toThrow('ENOENT');
      await (await store().stage(Readable.from(['never']))).discard();
      expect(await all('tmp')).toEqual([]);
    });

    test('a stream that fails is no artefact, and leaves nothing', async () => {
      async function* broken() { yield 'some'; throw new Error('cable'); }
      await expect(store().stage(Readable.from(broken()))).rejects.toThrow('cable');
      expect(await all('tmp')).toEqual([]);
    });

    test('parts of it, also none; another content has another version', async () => {
      await put('parts', '0123456789');
      expect(await Promise.all([[0, 1], [3, 7], [9, 10], [5, undefined], [4, 4]].map(([from, to]) => content('parts', from, to)))).toEqual(['0', '3456', '9', '56789', '']);
      const before = await withOpen('parts', async ({ version, bytes }) => ({ version, bytes }));
      await put('parts', '9876543210');
      const after = await withOpen('parts', async ({ version, bytes }) => ({ version, bytes }));
      expect([before!.bytes, after!.bytes, before!.version === after!.version]).toEqual([10, 10, false]);
      expect(before!.version).toMatch(/^[\w-]+$/);
      await put('empty', '');
      expect(await content('empty')).toBe('');
    });

    test('a large one goes through in parts', async () => {
      const chunk = Buffer.alloc(1_000_000, 'x');
      const staged = await store().stage(Readable.from((function* () { for (let i = 0; i < 20; i++) { chunk.writeUInt32BE(i); yield Buffer.from(chunk); } })()));
      await staged.place('large');
      expect(staged.bytes).toBe(20_000_000);
      const tail = await withOpen('large', async (file) => buffer(file.read(19_000_000)));
      expect([tail!.length, tail!.readUInt32BE()]).toEqual([1_000_000, 19]);
      let read = 0;
      await withOpen('large', async (file) => { for await (const part of file.read()) read += part.length; });
      expect(read).toBe(20_000_000);
    });

    test('a path for programs', async () => {
      await put('models/m', 'weights');
      const path = await store().localFile('models/m');
      expect(await readFile(path!, 'utf8')).toBe('weights');
      await put('models/m', 'other weights');
      expect(await readFile((await store().localFile('models/m'))!, 'utf8')).toBe('other weights');
      expect(await store().localFile('models/none')).toBeNull();
    });

    test('what is not there, and what leads elsewhere', async () => {
      for (const location of ['none', '', '.', '..', '../x', 'a/../../x', '/etc/passwd', 'a//b', 'a\0b', 'x'.repeat(3000)]) expect([location, await store().open(location), await store().localFile(location)]).toEqual([location, null, null]);
      const staged = await store().stage(Readable.from(['x']));
      await expect(staged.place('../outside')).rejects.toThrow('no location');
      await staged.discard();
    });

    test('removing: some, all below a place, and what is old and chosen', async () => {
      const top = randomUUID();
      for (const name of ['a', 'b', 'c/d', 'c/e', 'cc']) await put(`${top}/${name}`, name);
      await store().remove([`${top}/a`, `${top}/none`]);
      await store().removeBelow(`${top}/c`);
      await store().removeBelow(`${top}/none`);
      expect(await all(top)).toEqual([`${top}/b`, `${top}/cc`]);
      const choose = async (locations: string[]) => locations.filter((location) => location.endsWith('/b'));
      expect(await store().removeOld(top, choose, { olderThanMs: HOUR })).toBe(0);
      expect(await store().removeOld(top, choose, { olderThanMs: HOUR, now: Date.now() + 2 * HOUR, signal: AbortSignal.abort() })).toBe(0);
      expect(await store().removeOld(top, choose, { olderThanMs: HOUR, now: Date.now() + 2 * HOUR })).toBe(1);
      expect(await all(top)).toEqual([`${top}/cc`]);
      expect(await all('nothing here')).toEqual([]);
    });
  });
}
