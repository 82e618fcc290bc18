// Started by process.test.ts and killed there: keeps one Python process in the middle of a trial.
const { readFileSync } = require('node:fs');
const { transformSync } = require('@swc/core');

require.extensions['.ts'] = (module, file) => module._compile(transformSync(readFileSync(file, 'utf8'), {
  filename: file, module: { type: 'commonjs' }, jsc: { target: 'es2023', parser: { syntax: 'typescript', decorators: true } },
}).code, file);
const { PythonProcess } = require('../../src/engine/index.ts');
const { createLogger } = require('../../src/core/logger.ts');

const [interpreter, pythonPath, request] = process.argv.slice(2);
const python = new PythonProcess({ interpreter, pythonPath, log: createLogger('silent', 'test') });
python.request('train', JSON.parse(request), { onNote: () => process.stdout.write(`${python.pid}\n`) });
