// `node -r ./test/support/register.cjs file.ts` runs our TypeScript as jest compiles it, for tests that need a process of their own.
const { readFileSync } = require('node:fs');
const { transformSync } = require('@swc/core');
const [, options] = Object.values(require('../../jest.config.js').projects[0].transform)[0];

require('reflect-metadata');
require.extensions['.ts'] = (module, filename) => module._compile(transformSync(readFileSync(filename, 'utf8'), { ...options, filename, sourceMaps: 'inline', swcrc: false }).code, filename);
