import { once } from 'node:events';
import { readdir, readFile, stat, writeFile, mkdir } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { answerChecker, atmServer, demoCsv, type AtmServer } from './support/atm-server';

let atm: AtmServer, folder: string;
const check = answerChecker();
beforeAll(async () => {
  atm = await atmServer({ RUNGRAPH_MAX_UPLOAD_MB: '1' });
  folder = join(atm.config.home, 'uploads');
});
afterAll(() => atm?.close());

type Part = string | { content: string; name: string };
function form(parts: [string, Part][]): FormData {
  const data = new FormData();
  for (const [name, part] of parts) {
    if (typeof part === 'string') data.append(name, part);
    else data.append(name, new Blob([part.content], { type: 'text/csv' }), part.name);
  }
  return data;
}
const upload = (...parts: [string, Part][]) => atm.send('/api/datasets', { method: 'POST', body: form(parts) });
const raw = (body: string, type = 'multipart/form-data; boundary=b') => atm.send('/api/datasets', { method: 'POST', body: new TextEncoder().encode(body), headers: { 'content-type': type } });
const kept = () => readdir(folder).catch(() => []);
const data: Part = { content: demoCsv(), name: 'my data.csv' };
const count = async () => (await atm.get('/api/datasets')).json.num_results;

describe('a file that comes with the request', () => {
  test('becomes a data set: of the server alone, under the name of the file', async () => {
    const answer = await upload(['class_column', 'class'], ['file', data]);
    expect([answer.status, answer.headers.get('location')]).toEqual([201, `${atm.url}/api/datasets/${answer.json.id}`]);
    check('Dataset', answer.json);
    expect(answer.json).toMatchObject({ name: 'my data', class_column: 'class', n_examples: 60, d_features: 16, k_classes: 2, description: null, test_path: null, train_path: expect.stringMatching(/^uploads\/[0-9a-f-]{36}\.csv$/) });
    const file = join(atm.config.home, answer.json.train_path);
    expect([await readFile(file, 'utf8'), (await stat(file)).mode & 0o777]).toEqual([demoCsv(), 0o600]);
    expect((await atm.send(`/api/datasets/${answer.json.id}`, { method: 'DELETE' })).status).toBe(204);
    expect(await kept()).toEqual([]);
  });

  test('with a test file, a name and a description, in any order', async () => {
    const answer = await upload(['test_file', data], ['name', 'mine'], ['file', data], ['description', 'Ünïcode'], ['class_column', 'class']);
    expect([answer.status, answer.json]).toEqual([201, expect.objectContaining({ name: 'mine', description: 'Ünïcode', test_path: expect.stringMatching(/^uploads\//) })]);
    expect(await kept()).toHaveLength(2);
    await atm.send(`/api/datasets/${answer.json.id}`, { method: 'DELETE' });
    expect(await kept()).toEqual([]);
  });

  test('can be named again by its path, and goes with the last data set that names it', async () => {
    const { json: first } = await upload(['class_column', 'class'], ['file', data]);
    const second = await atm.post('/api/datasets', { train_path: first.train_path, class_column: 'x3' });
    expect([second.status, second.json.message]).toEqual([400, expect.any(String)]);
    const third = await atm.post('/api/datasets', { train_path: first.train_path, class_column: 'class' });
    expect([third.status, third.json.train_path]).toEqual([201, first.train_path]);
    await atm.send(`/api/datasets/${first.id}`, { method: 'DELETE' });
    expect(await kept()).toHaveLength(1);
    await atm.send(`/api/datasets/${third.json.id}`, { method: 'DELETE' });
    expect(await kept()).toEqual([]);
  });

  test.each([['../../../etc/passwd.csv', 'passwd'], ['C:\\Users\\me\\data.v2.csv', 'data.v2'], ['x'.repeat(300) + '.csv', 'x'.repeat(100)], ['.csv', '.csv']])('called %s is the data set %s', async (name, expected) => {
    const { json } = await upload(['class_column', 'class'], ['file', { content: demoCsv(), name }]);
    expect([json.name, json.train_path]).toEqual([expected, expect.stringMatching(/^uploads\/[0-9a-f-]{36}\.csv$/)]);
    await atm.send(`/api/datasets/${json.id}`, { method: 'DELETE' });
  });
});

describe('what is refused leaves no file', () => {
  const cases: [string, number, string, () => ReturnType<typeof raw>][] = [
    ['no file', 400, 'needs a part file', () => upload(['class_column', 'class'])],
    ['no class column', 400, 'class_column: is required', () => upload(['file', data])],
    ['an empty class column', 400, 'class_column: is required', () => upload(['class_column', ''], ['file', data])],
    ['a class column that is not there', 400, 'nope', () => upload(['class_column', 'nope'], ['file', data])],
    ['a file that is no CSV', 400, '', () => upload(['class_column', 'class'], ['file', { content: 'a,class\n1,2\n3,4,5,6\n"', name: 'x.csv' }])],
    ['an empty file', 400, 'x.csv is empty', () => upload(['class_column', 'class'], ['file', { content: '', name: 'C:\\x.csv' }])],
    ['an empty test file', 400, 'test_file is empty', () => upload(['class_column', 'class'], ['file', data], ['test_file', { content: '', name: 'x.csv' }])],
    ['a test file with other columns', 400, 'lacks', () => upload(['class_column', 'class'], ['file', data], ['test_file', { content: 'a,class\n1,0\n2,1\n', name: 't.csv' }])],
    ['a field that a form has not', 400, 'train_path', () => upload(['file', data], ['train_path', '/etc/passwd'], ['class_column', 'class'])],
    ['a file that a form has not', 400, '"other"', () => upload(['class_column', 'class'], ['other', data], ['file', data])],
    ['a text where the file belongs', 400, '"file"', () => upload(['class_column', 'class'], ['file', 'a,class\n1,2\n'])],
    ['a file where a text belongs', 400, '"class_column"', () => upload(['class_column', data], ['file', data])],
    ['two files of one name', 400, 'twice', () => upload(['class_column', 'class'], ['file', data], ['file', data])],
    ['three files', 400, '', () => upload(['class_column', 'class'], ['file', data], ['test_file', data], ['file', data])],
    ['a field twice', 400, 'twice', () => upload(['class_column', 'class'], ['class_column', 'x1'], ['file', data])],
    ['many fields', 400, '', () => upload(...Array.from({ length: 50 }, (_, i): [string, Part] => [`f${i}`, 'x']), ['file', data])],
    ['a long field', 400, 'description', () => upload(['class_column', 'class'], ['description', 'x'.repeat(20_000)], ['file', data])],
    ['a long name', 400, 'name may have 100', () => upload(['class_column', 'class'], ['name', 'x'.repeat(200)], ['file', data])],
    ['a field that is no field', 400, '', () => upload(['__proto__', 'x'], ['file', data])],
    ['no boundary', 400, 'The form cannot be read', () => raw('x', 'multipart/form-data')],
    ['no form at all', 400, '', () => raw('hello')],
    ['nothing', 400, 'needs a part file', () => raw('')],
    ['a form that ends in the middle of its file', 400, 'The form cannot be read', () => raw('--b\r\nContent-Disposition: form-data; name="file"; filename="x.csv"\r\n\r\na,class\r\n1,2')],
    ['a form that ends after its file', 400, 'The form cannot be read', () => raw(`--b\r\nContent-Disposition: form-data; name="file"; filename="x.csv"\r\n\r\n${demoCsv()}\r\n--b\r\nContent-Disposition`)],
    ['a file that is too large', 413, 'more than 1 MB', () => upload(['class_column', 'class'], ['file', { content: 'a,class\n' + '1,2\n'.repeat(300_000), name: 'x.csv' }])],
    ['a second file that is too large', 413, 'more than 1 MB', () => upload(['class_column', 'class'], ['file', data], ['test_file', { content: 'a,class\n' + '1,2\n'.repeat(300_000), name: 'x.csv' }])],
  ];
  test.each(cases)('%s: %i', async (_, status, part, send) => {
    const before = await count();
    const answer = await send();
    expect([answer.status, answer.json]).toEqual([status, expect.objectContaining({ message: expect.stringContaining(part) })]);
    expect(answer.json.message).not.toBe('');
    check('Message', { message: answer.json.message });
    expect([await kept(), await count()]).toEqual([[], before]);
  });

  test('an endless body is answered with 413 while it still comes', async () => {
    const sending = request(`${atm.url}/api/datasets`, { method: 'POST', headers: { 'content-type': 'multipart/form-data; boundary=b', 'transfer-encoding': 'chunked' } });
    sending.on('error', () => {});
    const answered = once(sending, 'response');
    sending.write('--b\r\nContent-Disposition: form-data; name="file"; filename="x.csv"\r\n\r\na,class\r\n');
    let sent = 0;
    const more = setInterval(() => { sending.write('1,2\n'.repeat(25_000)); sent += 100_000; }, 2);
    const [response] = await answered;
    clearInterval(more);
    response.setEncoding('utf8');
    let text = '';
    for await (const chunk of response) { text += chunk; if (text.endsWith('\n')) break; }
    sending.destroy();
    expect([response.statusCode, JSON.parse(text)]).toEqual([413, { message: expect.stringContaining('more than 1 MB') }]);
    expect(sent).toBeGreaterThanOrEqual(1_000_000);
    expect(await kept()).toEqual([]);
  });

  test('a client that goes away in the middle of its file', async () => {
    const before = await count();
    const sending = request(`${atm.url}/api/datasets`, { method: 'POST', headers: { 'content-type': 'multipart/form-data; boundary=b', 'content-length': '500000' } });
    sending.on('error', () => {});
    sending.write(`--b\r\nContent-Disposition: form-data; name="file"; filename="x.csv"\r\n\r\n${demoCsv()}`);
    const becomes = async (n: number) => { for (let tries = 0; tries < 500; tries++) { if ((await kept()).length === n) return true; await delay(10); } return false; };
    expect(await becomes(1)).toBe(true);
    sending.destroy();
    expect([await becomes(0), await count()]).toEqual([true, before]);
  });

  test('other folders are not reached through the path of an upload', async () => {
    await mkdir(folder, { recursive: true });
    await writeFile(join(atm.config.home, 'secret.csv'), demoCsv());
    for (const train_path of ['uploads/../secret.csv', 'uploads/00000000-0000-0000-0000-000000000000.csv/../../secret.csv', '/uploads/x.csv']) {
      expect([400, 403]).toContain((await atm.post('/api/datasets', { train_path, class_column: 'class' })).status);
    }
    expect((await atm.post('/api/datasets', { train_path: 'uploads/00000000-0000-4000-8000-000000000000.csv', class_column: 'class' })).status).toBe(400);
  });
});
