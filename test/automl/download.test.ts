import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync, brotliCompressSync } from 'node:zlib';
import { download, type DownloadSettings } from '../../src/graphs/automl/dataset/download';
import { isPublicAddress } from '../../src/graphs/automl/dataset/public-address';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

let folder: string, server: Server, origin: string, port: number;
const hits: string[] = [];
const sockets = () => new Promise<number>((resolve, reject) => server.getConnections((error, count) => (error ? reject(error) : resolve(count))));
const CSV = `a,class\n${'1,x\n2,y\n'.repeat(20)}`;
const PATH = ['input', 'trainPath'];

const pages: Record<string, Answer> = {
  '/data.csv': (_, response) => void response.setHeader('content-length', CSV.length).end(CSV),
  '/chunked': (_, response) => { response.write(CSV.slice(0, 9)); setImmediate(() => response.end(CSV.slice(9))); },
  '/gzip': (_, response) => void response.setHeader('content-encoding', 'GZIP').end(gzipSync(CSV)),
  '/br': (_, response) => void response.setHeader('content-encoding', 'br').end(brotliCompressSync(CSV)),
  '/bomb': (_, response) => void response.setHeader('content-encoding', 'gzip').end(gzipSync(Buffer.alloc(50e6))),
  '/half-gzip': (_, response) => void response.setHeader('content-encoding', 'gzip').end(gzipSync(CSV).subarray(0, 30)),
  '/odd': (_, response) => void response.setHeader('content-encoding', 'rot13').end(CSV),
  '/said-too-large': (_, response) => void response.writeHead(200, { 'content-length': 3e6 }).write('a,'),
  '/too-large': (_, response) => { const more = () => { while (response.write(Buffer.alloc(65536, 'x'))); }; response.on('drain', more); more(); },
  '/cut': (_, response) => { response.writeHead(200, { 'content-length': 1000 }).write('a,b\n1,2\n'); setImmediate(() => response.destroy()); },
  '/silent': () => {},
  '/stalls': (_, response) => void response.write('a,'),
  '/drips': (_, response) => { const timer = setInterval(() => response.write('a,'), 20); response.on('close', () => clearInterval(timer)); },
  '/gone': (_, response) => void response.writeHead(404).end('a,class\n'),
  '/nothing': (_, response) => void response.writeHead(204).end(),
  '/garbage': ({ socket }) => void socket.end('SMTP ready\r\n\r\n'),
  '/upgrade': ({ socket }) => void socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n'),
  '/loop': (_, response) => void response.writeHead(302, { location: '/loop' }).end(),
  '/no-location': (_, response) => void response.writeHead(302).end(),
};

beforeAll(async () => {
  server = createServer((request, response) => {
    hits.push(`${request.headers.host} ${request.url}`);
    const url = new URL(request.url!, origin), to = url.searchParams.get('to');
    if (to) response.writeHead(Number(url.searchParams.get('status') ?? 302), { location: to }).end('moved');
    else pages[url.pathname]!(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
  origin = `http://127.0.0.1:${port}`;
});
afterAll(() => { server.closeAllConnections(); server.close(); });
beforeEach(async () => { hits.length = 0; folder = join(await mkdtemp(join(tmpdir(), 'rungraph-download-')), 'downloads'); });
afterEach(async () => {
  await rm(dirname(folder), { recursive: true });
  // Every way of ending closes its connection, long before it would be idle.
  while (await sockets()) await new Promise((resolve) => setTimeout(resolve, 5));
}, 3000);

const fetched = (url: string, settings: Partial<DownloadSettings> = {}) =>
  download(url, PATH, { folder, name: `${randomUUID()}.csv`, maxMb: 1, isAllowed: (address) => address === '127.0.0.1', totalMs: 60_000, idleMs: 60_000, ...settings });
const refused = async (url: string, settings: Partial<DownloadSettings> = {}) => {
  const before = await readdir(folder).catch(() => []);
  const error = await fetched(url, settings).then(() => { throw new Error('It was accepted.'); }, (reason) => reason);
  expect(await readdir(folder)).toEqual(before);
  return [error.code, error.message, error.details];
};

describe('a download', () => {
  test.each(['/data.csv', '/chunked', '/gzip', '/br'])('%s becomes a file that only its owner may read', async (page) => {
    const file = await fetched(origin + page);
    expect(await readFile(file, 'utf8')).toBe(CSV);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect([dirname(file), await readdir(folder)]).toEqual([folder, [expect.stringMatching(/^[0-9a-f-]{36}\.csv$/)]]);
  });

  test.each(['301', '302', '303', '307', '308'])('follows a redirect with %s, also to a relative address', async (status) => {
    expect(await readFile(await fetched(`${origin}/a?status=${status}&to=${encodeURIComponent(`/b?to=${origin}/data.csv`)}`), 'utf8')).toBe(CSV);
    expect(hits).toHaveLength(3);
  });

  test.each([
    ['/gone', 'its server answered 404 Not Found'], ['/nothing', 'its server answered 204'], ['/no-location', 'its server answered 302'],
    ['/loop', 'it redirects more than 5 times'], ['/odd', 'its content is encoded as rot13'],
    ['/cut', 'the connection or its content is broken'], ['/half-gzip', 'the connection or its content is broken'], ['/garbage', 'the connection or its content is broken'], ['/upgrade', 'the connection or its content is broken'],
    ['/?to=ftp://x/y', 'it leads to ftp:'], ['/?to=file:///etc/passwd', 'it leads to file:'], ['/?to=http://', 'it is not a well-formed URL'],
  ])('of %s is refused: %s', async (page, reason) => {
    expect(await refused(origin + page)).toEqual(['BAD_USER_INPUT', expect.stringContaining(reason), { path: PATH }]);
  });

  test.each(['/said-too-large', '/too-large', '/bomb'])('of %s stops at the limit', async (page) => {
    expect(await refused(origin + page)).toEqual(['LIMIT_EXCEEDED', expect.stringContaining('more than 1 MB'), { path: PATH }]);
  });

  test.each([
    ['/silent', { idleMs: 100 }, 'its server was silent for 0.1 s'], ['/stalls', { idleMs: 100 }, 'its server was silent for 0.1 s'],
    ['/silent', { totalMs: 100 }, 'it took more than 0.1 s'], ['/drips', { totalMs: 150 }, 'it took more than 0.15 s'],
    ['', { totalMs: 100, lookup: () => new Promise<never>(() => {}) }, 'it took more than 0.1 s'],
  ])('of %s with %j gives up: %s', async (page, settings, reason) => {
    expect(await refused(page ? origin + page : 'http://slow.test/', settings)).toEqual(['BAD_USER_INPUT', expect.stringContaining(reason), { path: PATH }]);
  });

  test('needs a server that is there', async () => {
    const gone = createServer();
    await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', resolve));
    const { port: free } = gone.address() as AddressInfo;
    await new Promise((resolve) => gone.close(resolve));
    expect(await refused(`http://127.0.0.1:${free}/`)).toEqual(['BAD_USER_INPUT', expect.stringContaining('ECONNREFUSED'), { path: PATH }]);
    const unknown = () => Promise.reject(Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' }));
    expect(await refused('http://absent.test/', { lookup: unknown })).toEqual(['BAD_USER_INPUT', expect.stringContaining('no machine of that name is known'), { path: PATH }]);
    expect(await refused(`https://127.0.0.1:${port}/data.csv`)).toEqual(['BAD_USER_INPUT', expect.stringContaining('broken (EPROTO)'), { path: PATH }]);
  });

  test.each([(to: string) => to, (to: string) => `${origin}/?to=${encodeURIComponent(to)}`])('is not made with credentials in the address', async (via) => {
    for (const who of ['user:secret', 'user', ':secret']) {
      expect(await refused(via(`http://${who}@127.0.0.1:${port}/data.csv`))).toEqual(['BAD_USER_INPUT', expect.stringContaining('credentials'), { path: PATH }]);
    }
    expect(hits.filter((hit) => hit.endsWith('/data.csv'))).toEqual([]);
  });
});

describe('the addresses that are connected to', () => {
  const production = { isAllowed: isPublicAddress };
  const forbidden = ['FORBIDDEN', expect.stringContaining('public addresses only'), {}];

  test.each([
    '127.0.0.1', 'localhost', '127.1', '2130706433', '0x7f000001', '017700000001', '0177.0.0.1', '0.0.0.0', '0', '[::1]', '[::]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[64:ff9b::7f00:1]',
    '10.1.2.3', '192.168.0.1', '172.16.0.1', '169.254.169.254', '100.64.0.1', '[fe80::1]', '[fd00::1]', '224.0.0.1',
  ])('are not %s', async (host) => {
    expect(await refused(`http://${host}:${port}/data.csv`, production)).toEqual(forbidden);
    expect(hits).toEqual([]);
  });

  test('are checked again for each redirect', async () => {
    const lookup = async () => [{ address: '127.0.0.2', family: 4 }];
    for (const host of ['127.0.0.2', 'name.test', '10.1.2.3', '[::1]']) {
      hits.length = 0;
      expect(await refused(`${origin}/?to=${encodeURIComponent(`http://${host}:${port}/data.csv`)}`, { lookup })).toEqual(forbidden);
      expect(hits).toHaveLength(1);
    }
  });

  test('are those that were checked, though a name means another one when it is asked again', async () => {
    const trap = createServer((_, response) => { hits.push('trap'); response.end(CSV); });
    await new Promise<void>((resolve) => trap.listen(port, '127.0.0.2', resolve));
    try {
      let asked = 0;
      const lookup = async () => [{ address: asked++ ? '127.0.0.2' : '127.0.0.1', family: 4 }];
      await fetched(`http://rebinding.test:${port}/data.csv`, { lookup });
      expect([asked, hits]).toEqual([1, [`rebinding.test:${port} /data.csv`]]);
      // The second request asks anew, and gets the address that is not allowed.
      asked = 0;
      expect(await refused(`http://rebinding.test:${port}/?to=${encodeURIComponent(`http://rebinding.test:${port}/data.csv`)}`, { lookup })).toEqual(forbidden);
      // One name with both.
      const both = async () => [{ address: '127.0.0.2', family: 4 }, { address: '127.0.0.1', family: 4 }];
      await fetched(`http://both.test:${port}/data.csv`, { lookup: both });
      expect(hits).not.toContain('trap');
      // The trap itself works.
      await fetched(`http://both.test:${port}/data.csv`, { lookup: both, isAllowed: () => true });
      expect(hits).toContain('trap');
    } finally {
      trap.closeAllConnections();
      trap.close();
    }
  });
});
