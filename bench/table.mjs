import { cpus } from 'node:os';

/** Prints rows of equal keys as a Markdown table, so that it can go into the README as it is. */
export function printTable(title, rows) {
  const columns = Object.keys(rows[0]);
  const cells = [columns, ...rows.map((row) => columns.map((column) => String(row[column])))];
  const widths = columns.map((_, at) => Math.max(...cells.map((line) => line[at].length)));
  const line = (texts, pad = ' ') => `| ${texts.map((text, at) => (at ? text.padStart(widths[at], pad) : text.padEnd(widths[at], pad))).join(' | ')} |`;
  console.log(`\n${title}\n\n${line(cells[0])}\n${line(columns.map(() => ''), '-')}\n${cells.slice(1).map((texts) => line(texts)).join('\n')}\n`);
}

/** @param sorted numbers in rising order; @param share 0.5 is the median */
export const quantile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];

export const median = (numbers) => quantile([...numbers].sort((a, b) => a - b), 0.5);

/** What it was measured on, in a few words. */
export const machine = () => `${cpus().length} cores (${cpus()[0].model.trim()}), Node ${process.versions.node}`;
