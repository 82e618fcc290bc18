import { surviveFaults } from './support/faults';
import { openWorld, type World } from './support/things';

let world: World;
beforeAll(async () => { world = await openWorld(); });
afterAll(() => world.close());

test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])('everything breaks, seed %i', (seed) => surviveFaults(world, seed, { disconnects: 30, serverRestarts: 3, databaseKills: 3 }), 120_000);
