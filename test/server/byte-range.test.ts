import { byteRange } from '../../src/server/byte-range';

test.each([
  ['bytes=0-0', [0, 1]], ['bytes=0-', [0, 10]], ['bytes=9-20', [9, 10]], ['bytes=-3', [7, 10]], ['bytes=-30', [0, 10]], ['Bytes= 2-3 ', [2, 4]],
  ['bytes=10-', 'UNSATISFIABLE'], ['bytes=-0', 'UNSATISFIABLE'], ['bytes=99999999999999999999-', 'UNSATISFIABLE'],
  ['bytes=3-2', null], ['bytes=0-1,3-4', null], ['bytes=-', null], ['lines=1-2', null], ['', null], [undefined, null],
] as const)('%s of ten bytes', (header, expected) => {
  const range = byteRange(header, 10);
  expect(range !== null && typeof range === 'object' ? [range.from, range.to] : range).toEqual(expected);
});

test('of an empty file there is no part', () => expect(byteRange('bytes=0-', 0)).toBe('UNSATISFIABLE'));
