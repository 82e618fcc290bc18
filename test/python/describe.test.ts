import { chmodSync, mkdirSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import { join } from 'node:path';
import type { DescribeResult } from '../../src/engine';
import { csv, failureOf, startTrials, writeBundledData } from './trial-process';

const trials = startTrials();
afterAll(() => trials.end());

const describeFile = (trainPath: string, more: object = {}) => trials.python.request<DescribeResult>('describe', { trainPath, classColumn: 'class', ...more });
const describeText = (content: string | Buffer, more: object = {}) => describeFile(trials.file('data.csv', content), more);
const messageOf = async (request: Promise<unknown>) => {
  const failure = await failureOf(request);
  expect(failure.kind).toBe('BAD_DATA');
  expect(failure.traceback).toBeNull();
  return failure.message;
};
const twoClasses = (i: number) => (i % 2 ? 'yes' : 'no');
/** Text classes of two values count as a feature of their own. */
const wideCsv = (columns: number) => csv([...Array.from({ length: columns - 1 }, (_, i) => `c${i}`), 'class'].join(','), 30, (i) => [...Array(columns - 1).fill(i), twoClasses(i)].join(','));
const good = (rows: number, cell: (i: number) => string = String) => csv('a,b,class', rows, (i) => `${cell(i)},${i * 2},${twoClasses(i)}`);

describe('the figures of a data set', () => {
  test('iris: the text classes count as features, as in the original', async () => {
    const { iris } = await writeBundledData(trials.folder);
    expect(await describeFile(iris)).toEqual({ nExamples: 150, kClasses: 3, dFeatures: 6, majority: '0.333333333', sizeKb: 6 });
  });

  test('an unnamed index column is a feature, numeric classes are not', async () => {
    const header = ['', ...Array.from({ length: 15 }, (_, i) => `F${i}`), 'class'].join(',');
    const found = await describeText(csv(header, 60, (i) => [i, ...Array.from({ length: 15 }, (_, f) => (i * f) / 7), i < 31 ? 1 : 0].join(',')));
    expect(found).toEqual({ nExamples: 60, kClasses: 2, dFeatures: 16, majority: '0.516666667', sizeKb: 8 });
  });

  test('text features count with their values, rows with a gap are dropped', async () => {
    const rows = csv('colour,n,class', 30, (i) => `${['red', 'green', 'blue'][i % 3]},${i},${i % 2}`);
    expect(await describeText(`${rows},5,1\nred,,0\nred,1,\n`)).toEqual({ nExamples: 30, kClasses: 2, dFeatures: 4, majority: '0.500000000', sizeKb: 0 });
  });

  test.each([
    ['booleans', (i: number) => (i % 2 ? 'True' : 'False')], ['whole numbers', (i: number) => String(i % 2 + 7)], ['fractions', (i: number) => (i % 2 ? '0.5' : '1.5')],
  ])('classes may be %s', async (_, value) => {
    expect(await describeText(csv('a,class', 40, (i) => `${i},${value(i)}`))).toMatchObject({ nExamples: 40, kClasses: 2, dFeatures: 1 });
  });

  test('200 columns, a byte order mark, Windows line ends, equal feature names, quoted commas', async () => {
    const wide = csv([...Array.from({ length: 200 }, (_, i) => `c${i}`), 'class'].join(','), 30, (i) => [...Array(200).fill(i), twoClasses(i)].join(','));
    expect(await describeText(wide)).toMatchObject({ dFeatures: 201, sizeKb: 48 });
    expect(await describeText(`\ufeff${csv('class,a', 30, (i) => `${twoClasses(i)},${i}`).replaceAll('\n', '\r\n')}`)).toMatchObject({ nExamples: 30 });
    expect(await describeText(csv('a,a,class', 30, (i) => `${i},1,${twoClasses(i)}`))).toMatchObject({ dFeatures: 3 });
    expect(await describeText(csv('a,class', 30, (i) => `"x, y ""z""",${twoClasses(i)}`))).toMatchObject({ dFeatures: 2 });
  });

  test('10,000 columns are described before anybody gives up waiting', async () => {
    expect(await describeText(wideCsv(10_000))).toMatchObject({ nExamples: 30, dFeatures: 10_000 });
  }, 20_000);

  test('a class with one row among larger ones is kept', async () => {
    expect(await describeText(`${good(40)}1,1,rare\n`)).toMatchObject({ nExamples: 41, kClasses: 3 });
  });
});

describe('files that cannot be used', () => {
  test('not there, a folder, a pipe', async () => {
    expect(await messageOf(describeFile(join(trials.folder, 'nowhere.csv')))).toBe('nowhere.csv does not exist.');
    mkdirSync(join(trials.folder, 'folder.csv'));
    expect(await messageOf(describeFile(join(trials.folder, 'folder.csv')))).toBe('folder.csv is not a regular file.');
    execFileSync('mkfifo', [join(trials.folder, 'pipe.csv')]);
    expect(await messageOf(describeFile(join(trials.folder, 'pipe.csv')))).toBe('pipe.csv is not a regular file.');
  });

  // root may read everything
  (process.getuid?.() === 0 ? test.skip : test)('not readable', async () => {
    const path = trials.file('secret.csv', good(40));
    chmodSync(path, 0);
    expect(await messageOf(describeFile(path))).toMatch(/may not be read/);
  });

  test('larger than the limit', async () => {
    expect(await messageOf(describeText(good(40).padEnd(1_500_001, '\n'), { maxBytes: 1_000_000 }))).toBe('data.csv has 1.5 MB; the limit is 1.0 MB.');
  });

  test.each([
    ['empty', '', /^data\.csv is empty; a header row and data rows are needed/],
    ['only a line end', '\n', /first line of data\.csv is empty/],
    ['only a header', 'a,b,class\n', /has a header but no rows/],
    ['one row', good(1), /has only one complete row/],
    ['one class', csv('a,class', 30, (i) => `${i},yes`), /^All 30 complete rows of data\.csv have the same class/],
    ['two rows', good(2), /Too few rows for each class/],
    ['no class with enough rows', good(12), /5 training rows of one class and 2 of another, but the largest class has 4/],
    ['one row against many', `${csv('a,class', 40, (i) => `${i},no`)}1,yes\n`, /the largest class has 28 and the second 1/],
    ['a quantity for classes', csv('a,class', 90, (i) => `${i},${i * 1.5}`), /90 different values in 90 rows/],
    ['semicolons', good(20).replaceAll(',', ';'), /separated by semicolons; save it with commas/],
    ['tabs', good(20).replaceAll(',', '\t'), /separated by tabs/],
    ['semicolons with decimal commas', csv('a;class', 20, (i) => `${i},5;yes`), /separated by semicolons/],
    ['one column', csv('class', 20, twoClasses), /only one column/],
    ['a long row', `${good(20)}1,2,3,4\n`, /line 22: 4 values, but the header has 3/],
    ['a short row', `${good(20)}1,2\n`, /line 22: 2 values, but the header has 3/],
    ['an open quote', `${good(20)}"1,2,yes\n${good(5000, () => 'x'.repeat(40))}`, /near line \d+: not readable as CSV; a quotation mark may not be closed/],
    ['10,001 columns', wideCsv(10_001), /has 10,001 columns; a data set may have 10,000/],
    ['rows that never end', `a,class\n${'"\n",'.repeat(4_100_000)}`, /a row of more than 16,000,000 characters/],
    ['a gap in every row', csv('a,b,class', 20, (i) => `${i},,${twoClasses(i)}`), /Every row of data\.csv has a missing value/],
    ['1e308', `${good(20)}1e308,1,yes\n`, /column 'a', data row 21: the number is infinite or beyond 3\.4e\+38/],
    ['inf', `${good(20)}1,-inf,yes\n`, /column 'b', data row 21/],
    ['beyond every float', `${good(20)}1e999,1,yes\n`, /column 'a', data row 21/],
    ['Latin-1', Buffer.from(`${good(20)}caf\xe9,1,yes\n`, 'latin1'), new RegExp(`not UTF-8 text: the byte at position ${good(20).length + 3} \\(line 22\\)`)],
    ['half a character at the end', Buffer.concat([Buffer.from(good(20)), Buffer.from([0xc3])]), /ends in the middle of a character/],
    ['UTF-16', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(good(20), 'utf16le')]), /is UTF-16 text. Save it as UTF-8/],
    ['a zero byte', `${good(20)}\0,1,yes\n`, new RegExp(`holds a zero byte at position ${good(20).length}: it is a binary file`)],
    ['gzip', gzipSync(good(20)), /packed with gzip; unpack it first/],
    ['two class columns', csv('a,class,class', 20, (i) => `${i},yes,no`), /more than one column 'class'/],
    ['no class column', good(20).replace('class', 'Clas'), /no column 'class' among its 3 columns. Did you mean 'Clas'\?$/],
    ['no class column, nothing near', good(20).replace('class', 'zzz'), /no column 'class' among its 3 columns\.$/],
  ])('%s', async (_, content, message) => {
    expect(await messageOf(describeText(content))).toMatch(message);
  });

  test('a message never quotes a cell', async () => {
    for (const content of [`${good(20)}SECRET,1,2,3\n`, `${good(20)}SECRET\0,1,2\n`, csv('a,class', 20, () => '1,SECRET'), csv('a,class', 60, (i) => `1,SECRET${i}`)]) {
      expect(await messageOf(describeText(content))).not.toContain('SECRET');
    }
  });

  test.each([
    ['no such file', null, /test\.csv does not exist/],
    ['a column is missing', csv('a,class', 5, (i) => `${i},${twoClasses(i)}`), /lacks 1 of the training file's columns, the first is 'b'/],
    ['text for numbers', good(5, () => 'x'), /'a' holds numbers in the training file, but text in the test file/],
    ['a class that was never trained', `${good(5)}1,1,maybe\n`, /has 1 class\(es\) that are not in the training file/],
  ])('test file: %s', async (_, content, message) => {
    const testPath = content === null ? join(trials.folder, 'nowhere', 'test.csv') : trials.file('test.csv', content);
    expect(await messageOf(describeText(good(20), { testPath }))).toMatch(message);
  });

  test('a good test file, columns in another order', async () => {
    const testPath = trials.file('test.csv', csv('class,b,a', 5, (i) => `${twoClasses(i)},1,2`));
    expect(await describeText(good(20), { testPath })).toMatchObject({ nExamples: 20 });
  });
});

test('a bad request does not end the process', async () => {
  const { pid } = trials.python;
  for (const [op, body] of [['nope', {}], ['describe', {}], ['train', { dataset: 1 }], ['predict', {}]] as const) {
    expect((await failureOf(trials.python.request(op, body))).kind).toBe('BAD_INPUT');
  }
  expect(trials.python.pid).toBe(pid);
  expect(await trials.python.request('ping', {})).toMatchObject({ versions: { python: expect.any(String), sklearn: expect.any(String) } });
});
