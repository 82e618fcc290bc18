// `npm run setup`: makes what is missing: the npm packages, the Python environment and the build. `npm run build` leaves Python out.
import { parts, setUp } from './setup/index.mjs';
import { SetupError } from './setup/step.mjs';

try {
  await setUp(process.argv[2] === 'build' ? [parts.packages, parts.build] : undefined);
  process.stderr.write('Rungraph is set up. Start it with: npm run demo, or: npm start\n');
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
