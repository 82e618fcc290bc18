import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '../../src/core/logger';

test('a line an entry, whatever is in it; errors with their stack, secrets without their text', () => {
  const folder = mkdtempSync(join(tmpdir(), 'log-text-'));
  try {
    const logFile = join(folder, 'own.log');
    const log = createLogger('debug', 'part', { logFormat: 'text', logFile });
    log.info({ count: 3, cv: 0.123456789, path: 'a b', method: 'dt', token: 'secret' }, 'one\ntwo');
    log.child({ forged: 'x\n2030-01-01 - 1 - ERROR - part - no' }).warn('child');
    log.error({ err: new Error('broken') }, 'failed');
    log.trace('not shown');
    const [first, second, third, stack] = readFileSync(logFile, 'utf8').split('\n');
    expect(first).toMatch(new RegExp(`^\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z - ${process.pid} - INFO - part - one two count=3 cv=0\\.123457 path="a b" method=dt token=\\[Redacted\\]$`));
    expect(second).toMatch(/ - WARNING - part - child forged="x\\n2030/);
    expect([third, stack]).toEqual([expect.stringMatching(/ - ERROR - part - failed$/), '    Error: broken']);
    expect(readFileSync(logFile, 'utf8')).not.toMatch(/secret|not shown/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
