import { kinds } from '../../rest-compat/atm/fields';
import * as columns from '../../rest-compat/atm/search/columns';
import { isLike } from '../../rest-compat/atm/search/like';
import { momentOf } from '../../rest-compat/atm/search/moment';

describe('dates', () => {
  it.each([
    ['2019-04-11', '2019-04-11T00:00:00.000000Z'], ['2019-4-1', '2019-04-01T00:00:00.000000Z'], ['20190411', '2019-04-11T00:00:00.000000Z'], ['2019/04/11 20:58', '2019-04-11T20:58:00.000000Z'],
    ['2019-04-11 20:58', '2019-04-11T20:58:00.000000Z'], ['2019-04-11 20:58:11', '2019-04-11T20:58:11.000000Z'], ['2019-04-11 20:58:11.346733', '2019-04-11T20:58:11.346733Z'], [' 2019-04-11T20:58:11.3 ', '2019-04-11T20:58:11.300000Z'],
    ['2019-04-11T20:58:11.346733999', '2019-04-11T20:58:11.346733Z'], ['2019-04-11T20:58:11Z', '2019-04-11T20:58:11.000000Z'], ['2019-04-11T20:58:11+02:00', '2019-04-11T18:58:11.000000Z'], ['2019-04-11T20:58-0530', '2019-04-12T02:28:00.000000Z'],
    ['2019-04-11 20:58:11 +02', '2019-04-11T18:58:11.000000Z'], ['2019-04-11 20:58:11 UTC', '2019-04-11T20:58:11.000000Z'],
    ['Thu, 11 Apr 2019 20:58:11 +0000', '2019-04-11T20:58:11.000000Z'], ['Thu, 11 Apr 2019 20:58:11 GMT', '2019-04-11T20:58:11.000000Z'], ['11 Apr 2019 20:58:11 -0100', '2019-04-11T21:58:11.000000Z'], ['Thu Apr 11 20:58:11 2019', '2019-04-11T20:58:11.000000Z'],
    ['April 11, 2019', '2019-04-11T00:00:00.000000Z'], ['apr. 11 2019', '2019-04-11T00:00:00.000000Z'], ['11 April 2019', '2019-04-11T00:00:00.000000Z'], ['11-Apr-2019', '2019-04-11T00:00:00.000000Z'], ['Thursday, April 11th, 2019 at 8:58 PM', '2019-04-11T20:58:00.000000Z'],
    ['2019 Apr 11', '2019-04-11T00:00:00.000000Z'], ['8:58pm April 11, 2019', '2019-04-11T20:58:00.000000Z'], ['April 11, 2019 12 AM', '2019-04-11T00:00:00.000000Z'], ['April 11, 2019 12:30 pm', '2019-04-11T12:30:00.000000Z'],
    ['4/11/2019', '2019-04-11T00:00:00.000000Z'], ['04/11/2019 20:58', '2019-04-11T20:58:00.000000Z'], ['2020-02-29', '2020-02-29T00:00:00.000000Z'], ['0001-01-01', '0001-01-01T00:00:00.000000Z'], ['9999-12-31 23:59:59.999999', '9999-12-31T23:59:59.999999Z'],
  ])('%s', (text, moment) => expect(momentOf(text)).toBe(moment));

  it.each(['', 'soon', '2019', '2019-04', '20:58', '2019-02-29', '2019-13-01', '13/13/2019', '2019-04-11 24:00', '2019-04-11 20:60', '2019-04-11 13 pm', '2019-04-11 20:58 x', '0000-01-01', '0001-01-01T00:00+01:00', '9999-12-31T23:59-01:00',
    '2019-04-11 20:58 2019-04-11', 'April 2019', '11 Foo 2019', '1e3', '-1', '2019-04-11\0', 'x'.repeat(200)])('%j is none', (text) => expect(momentOf(text)).toBeNull());
});

describe('like', () => {
  it.each([
    ['complete', 'complete', true], ['complete', 'COMP%', true], ['complete', '%', true], ['complete', '', false], ['', '', true], ['', '%%', true], ['complete', 'c_mpl_te', true], ['complete', 'complet', false], ['complete', 'complete_', false],
    ['complete', '%e%e', true], ['complete', '%e%e%e', false], ['gp_ei', 'gp\\_ei', false], ['abab', '%ab', true], ['aab', '%ab_', false], ['mississippi', 'm%iss%pi', true], ['a.c', 'a.c', true], ['abc', 'a.c', false],
  ])('%s like %s', (text, pattern, expected) => expect(isLike(text, pattern)).toBe(expected));
});

it('every column and relation of the documents can be searched, but for the decoded ones', () => {
  for (const [name, kind] of Object.entries(kinds)) {
    const { columns: known, one, many } = columns[name as keyof typeof columns];
    expect(Object.keys(known).sort()).toEqual(Object.entries(kind.columns).filter(([, { added }]) => !added).map(([column]) => column).sort());
    expect([...Object.keys(one), ...Object.keys(many)].sort()).toEqual(Object.keys(kind.relations).sort());
    for (const [relation, { many: isMany }] of Object.entries(kind.relations)) expect(Object.hasOwn(isMany ? many : one, relation)).toBe(true);
    for (const [column, { values }] of Object.entries(kind.columns)) {
      const searched = known[column];
      if (values && searched?.holds === 'choice') expect([...new Set(Object.values(searched.texts))].sort()).toEqual([...values].sort());
    }
  }
});
