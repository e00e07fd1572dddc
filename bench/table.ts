import { cpus } from 'node:os';
import { median } from './log/closed-loop.js';

export type Cell = string | number;

/** A table in Markdown; the first column is aligned to the left. */
export function table(heads: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const line = (cells: readonly Cell[]): string => `| ${cells.join(' | ')} |`;
  return [line(heads), line(heads.map((_, index) => (index === 0 ? ':--' : '--:'))), ...rows.map(line)].join('\n');
}

/** `1,234`. */
export function whole(value: number): string {
  return Math.round(value).toLocaleString('en');
}

/** The median with the smallest and the largest: `1,234 (1,200-1,301)`. */
export function spread(values: readonly number[], digits = 0): string {
  const text = (value: number): string =>
    value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return `${text(median(values))} (${text(Math.min(...values))}-${text(Math.max(...values))})`;
}

/** `2 cores (Intel ...), Node v24`. */
export function machine(): string {
  return `${cpus().length} cores (${cpus()[0]?.model}), Node ${process.version}`;
}
