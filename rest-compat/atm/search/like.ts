/**
 * SQL's LIKE without regard to case: `%` any text, `_` any character. In steps of the text's length times the pattern's at
 * most, whatever the pattern.
 */
export function isLike(text: string, pattern: string): boolean {
  const t = text.toLowerCase(), p = pattern.toLowerCase();
  // Where the latest % stands, and how much of the text it is taken to cover.
  let at = 0, step = 0, wildcard = -1, covered = 0;
  while (at < t.length) {
    if (p[step] === '%') { wildcard = step++; covered = at; }
    else if (p[step] === '_' || (step < p.length && p[step] === t[at])) { at++; step++; }
    else if (wildcard === -1) return false;
    else { step = wildcard + 1; at = ++covered; }
  }
  return /^%*$/.test(p.slice(step));
}
