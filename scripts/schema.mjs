// `npm run schema` writes schema/ from the build, composes the supergraph, and writes the types of the REST layer's operations from schema/.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { supergraph } from './compose.mjs';
import { root } from './setup/step.mjs';

execFileSync(process.execPath, ['dist/src/graphs/emit.js'], { cwd: root, stdio: 'inherit' });
writeFileSync(join(root, 'schema/supergraph.graphql'), supergraph(join(root, 'schema')));
execFileSync(process.execPath, ['scripts/codegen.mjs'], { cwd: root, stdio: 'inherit' });
