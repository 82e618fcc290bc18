import { surviveFaults } from './support/faults';
import { openWorld, type World } from './support/things';

let world: World;
beforeAll(async () => { world = await openWorld(); });
afterAll(() => world.close());

// Another seed each day, printed when it fails; the slow tests try many.
const seed = Math.floor(Date.now() / 86_400_000);

test('clients that are cut off at random go on after their cursor', () => surviveFaults(world, seed, { disconnects: 40, serverRestarts: 0, databaseKills: 0 }));
test('a server that is stopped and started again', () => surviveFaults(world, seed + 1, { disconnects: 5, serverRestarts: 3, databaseKills: 0 }));
test('Postgres is killed and started again', () => surviveFaults(world, seed + 2, { disconnects: 5, serverRestarts: 0, databaseKills: 2 }));
