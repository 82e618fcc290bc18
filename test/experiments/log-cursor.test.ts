import { decodeLogCursor, encodeLogCursor } from '../../src/graphs/experiments/log/log-cursor';

test('a place in a log belongs to its pod', () => {
  const cursor = encodeLogCursor(7, 123_456);
  expect(decodeLogCursor(7, cursor)).toBe(123_456);
  expect(() => decodeLogCursor(8, cursor)).toThrow(/another pod/);
});

test.each([['', 'nothing'], ['log:7:1', 'not encoded'], [Buffer.from('log:7').toString('base64url'), 'without a place'], [Buffer.from('log:07:1').toString('base64url'), 'spelt otherwise'], [`${encodeLogCursor(7, 1)}=`, 'padded'], [Buffer.from('log:7:-1').toString('base64url'), 'below zero']])('%j is none: %s', (text) => {
  expect(() => decodeLogCursor(7, text)).toThrow(/as it was received/);
});
