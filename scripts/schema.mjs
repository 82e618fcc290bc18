// `npm run schema` writes schema/ from the build and then the types of the REST layer's operations from schema/.
import { execFileSync } from 'node:child_process';
import { root } from './setup/step.mjs';

for (const script of ['dist/src/graphs/emit.js', 'scripts/codegen.mjs']) execFileSync(process.execPath, [script], { cwd: root, stdio: 'inherit' });
