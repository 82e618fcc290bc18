import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { superviseDatabase } from '../../../src/database/embedded';
import { isConnectionLost, retryWhileDown } from '../../../src/database/transaction';
import { Follower } from './follower';
import { startLiveServer } from './live-server';
import { log, random, until, write, type World } from './things';

export interface Faults {
  /** Connections cut while the writers write. */
  disconnects: number;
  serverRestarts: number;
  databaseKills: number;
}

/**
 * Writers write, followers follow, and things break at moments that the seed chooses. Afterwards every follower must
 * have seen exactly what the log holds, once and in order.
 */
export async function surviveFaults(world: World, seed: number, faults: Faults): Promise<void> {
  const chance = random(seed);
  const id = `seed-${seed}-${Math.random()}`;
  const supervisor = superviseDatabase(world.home, log);
  await retryWhileDown(() => world.addThing(id));
  let server = await startLiveServer(world);
  const followers = Array.from({ length: 12 }, () => new Follower(() => server.url, id));
  const following = followers.map((follower) => follower.follow());
  try {
    await until(() => followers.every(({ snapshots }) => snapshots), 30);
    let writing = true;
    const writers = Promise.all(Array.from({ length: 8 }, async () => {
      while (writing) {
        await write(world, id, 1, 3).catch((error) => {
          // TypeORM says it so when the connection dies between two statements of a transaction.
          if (!isConnectionLost(error) && !/already released/.test(error.message)) throw error;
        });
        await delay(chance() * 20);
      }
    }));
    const acts = [
      ...Array(faults.disconnects).fill(async () => followers[Math.floor(chance() * followers.length)].disconnect()),
      ...Array(faults.serverRestarts).fill(async () => {
        const [old, port] = [server, Number(new URL(server.url).port)];
        await old.close();
        server = await retryWhileDown(() => startLiveServer(world, { port }));
      }),
      ...Array(faults.databaseKills).fill(() => killDatabase(world)),
    ];
    for (const act of shuffle(acts, chance)) {
      await delay(chance() * 60);
      await act();
    }
    writing = false;
    await writers;
    await retryWhileDown(() => world.remove(id));
    await Promise.all(following);
    const all = await retryWhileDown(() => world.idsOf(id));
    for (const follower of followers) {
      expect(follower.snapshots).toBe(1);
      expect(follower.ids).toEqual(all);
    }
    expect(all.length).toBeGreaterThan(20);
    await until(() => server.hub.stats().members === 0);
    expect(server.hub.stats()).toMatchObject({ sockets: 0, hubs: 0, members: 0, replaying: 0 });
    expect(server.feed.listeners).toBe(0);
  } catch (error) {
    throw new Error(`with seed ${seed}: ${(error as Error).message}`, { cause: error });
  } finally {
    supervisor.stop();
    for (const follower of followers) {
      follower.done = true;
      follower.disconnect();
    }
    await Promise.allSettled(following);
    await server.close();
  }
}

/** Until it is there again: sessions outlive their postmaster by a moment, so an answer alone proves nothing. */
async function killDatabase(world: World): Promise<void> {
  const pid = () => Number(readFileSync(join(world.home, 'db', 'postmaster.pid'), 'utf8').split('\n')[0]);
  const killed = pid();
  process.kill(killed, 'SIGKILL');
  await until(() => { try { return pid() !== killed; } catch { return false; } });   // between two servers there is no file
  await retryWhileDown(() => world.query('select 1'));
}

function shuffle<T>(list: T[], chance: () => number): T[] {
  return list.map((item) => [chance(), item] as const).sort(([a], [b]) => a - b).map(([, item]) => item);
}
