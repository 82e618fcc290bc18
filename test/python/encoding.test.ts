import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { plainPython, root } from './trial-process';

test('the split belongs to the key, keeps every class, and text never makes a matrix beyond its limit', async () => {
  const code = `import sys; sys.path.insert(0, sys.argv[1])\n${readFileSync(join(__dirname, 'encoding_checks.py'), 'utf8')}`;
  expect(JSON.parse(await plainPython(code, join(root, 'python')))).toEqual({
    together: true, repeats: true, differs: true,
    trainOf: [35, 35, 1], testOf: [15, 15, 0],
    columns: 4, contiguous: true, cached: true, evicted: true,
    cut: [10, [6, 3]], zeros: true,
  });
});
