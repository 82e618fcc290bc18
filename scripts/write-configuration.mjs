// Writes docs/configuration.md from the table of settings in src/core/config.ts, as last built.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const { configurationPage } = createRequire(import.meta.url)('../dist/src/cli/doctor/settings.js');
writeFileSync(new URL('../docs/configuration.md', import.meta.url), configurationPage());
