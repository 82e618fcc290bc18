const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MONTH = '(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\\.?';
const WEEKDAY = /^(mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+/;
/** Hours with minutes, or with am or pm; all but that may be absent. */
const TIME = /(?:^|[\st])(\d{1,2})(?::(\d{2})(?::(\d{2})(?:[.,](\d+))?)?\s*(am|pm)?|\s*(am|pm))\s*(?:z|utc|gmt|([+-]\d{2}):?(\d{2})?)?(?=\s|$)/;
/** Orders of year, month and day; of two numbers before a year the first is the month, as Python's dateutil has it. */
const DAYS: [RegExp, ('y' | 'm' | 'd')[]][] = [
  [/^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/, ['y', 'm', 'd']],
  [/^(\d{4})(\d{2})(\d{2})$/, ['y', 'm', 'd']],
  [/^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$/, ['m', 'd', 'y']],
  [new RegExp(`^(\\d{1,2})(?:st|nd|rd|th)?[\\s-]+${MONTH}[\\s,-]+(\\d{4})$`), ['d', 'm', 'y']],
  [new RegExp(`^${MONTH}[\\s-]+(\\d{1,2})(?:st|nd|rd|th)?[\\s,-]+(\\d{4})$`), ['m', 'd', 'y']],
  [new RegExp(`^(\\d{4})[\\s-]+${MONTH}[\\s-]+(\\d{1,2})$`), ['y', 'm', 'd']],
];

/**
 * Reads a date in one of the common ways of writing it: ISO 8601, `2019-04-11 20:58`, `4/11/2019`, RFC 2822, `April 11, 2019
 * 8:58 PM`, `Thu Apr 11 20:58:11 2019`. Without a time it is midnight; without a zone it is UTC, as all times of this API are.
 * @returns as the graph's DateTime, to the microsecond; null for what is no date
 */
export function momentOf(given: string): string | null {
  if (given.length > 100) return null;
  let text = given.trim().toLowerCase().replace(WEEKDAY, '');
  const time = TIME.exec(text);
  if (time) text = `${text.slice(0, time.index)} ${text.slice(time.index + time[0].length)}`;
  // What a comma or an `at` set apart.
  text = text.replace(/\s+/g, ' ').replace(/(,| at) *$/, '').trim();
  for (const [pattern, order] of DAYS) {
    const parts = pattern.exec(text);
    if (!parts) continue;
    const part = Object.fromEntries(order.map((name, i) => [name, parts[i + 1]!]));
    const month = Number(part.m) || MONTHS.indexOf(part.m!.slice(0, 3)) + 1;
    return assembled(Number(part.y), month, Number(part.d), time);
  }
  return null;
}

function assembled(year: number, month: number, day: number, time: RegExpExecArray | null): string | null {
  const [hour12 = '0', minute = '0', second = '0', fraction = '', beside, instead, zoneHours = '+0', zoneMinutes = '0'] = time?.slice(1) ?? [];
  const half = beside ?? instead, east = Number(zoneHours) * 60 + Number(zoneHours[0] + zoneMinutes);
  let hour = Number(hour12);
  if (half && (hour < 1 || hour > 12)) return null;
  if (half) hour = (hour % 12) + (half === 'pm' ? 12 : 0);
  if (year < 1 || month < 1 || month > 12 || hour > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  date.setUTCHours(hour, Number(minute) - east, Number(second));
  const whole = date.toISOString();
  return /^(?!0000)\d{4}-/.test(whole) ? `${whole.slice(0, 19)}.${fraction.slice(0, 6).padEnd(6, '0')}Z` : null;
}
