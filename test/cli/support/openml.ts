import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const ROWS = 60;

/** Numbers in the form of OpenML's pollution data: 15 features, 31 of 60 rows in the larger class. */
const arff = () => ['% a stand-in', '@relation pollution', ...Array.from({ length: 15 }, (_, i) => `@attribute ${i === 13 ? "'SO@'" : `F${i}`} numeric`), '@attribute binaryClass {P,N}', '@data',
  ...Array.from({ length: ROWS }, (_, row) => [...Array.from({ length: 15 }, (_, i) => ((row * 31 + i * 17) % 23) + (row % 2) * i / 4), row % 2 && row > 1 ? 'N' : 'P'].join(','))].join('\n');

/** OpenML as far as `atm get_demos` asks it. @param about what it says of the data set, if not the truth */
export async function openmlStandIn(about?: (url: string) => string) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url!);
    const { port } = server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}`;
    if (request.url === '/api/v1/json/data/882') response.end(about?.(url) ?? JSON.stringify({ data_set_description: { id: '882', name: 'pollution', format: 'ARFF', url: `${url}/pollution.arff` } }));
    else if (request.url === '/pollution.arff') response.end(arff());
    else response.writeHead(404).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, close: () => void server.close() };
}
