import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { QueryFailedError } from 'typeorm';
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

test('an error of the database is logged without the values of its statement or its row', () => {
  const folder = mkdtempSync(join(tmpdir(), 'log-text-'));
  try {
    for (const logFormat of ['json', 'text'] as const) {
      const logFile = join(folder, logFormat), log = createLogger('debug', 'part', { logFormat, logFile });
      log.error({ err: new QueryFailedError('insert into component values ($1)', ['secret'], Object.assign(new Error('violates a constraint'), { detail: 'Failing row contains (secret).' })) }, 'failed');
      expect(readFileSync(logFile, 'utf8')).toContain('QueryFailedError: violates a constraint');
      expect(readFileSync(logFile, 'utf8')).not.toContain('secret');
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
