import type { Outcome } from './harness.js';

/** The outcomes as a table for the eye. */
export function table(outcomes: readonly Outcome[]): string {
  const head = ['fault', 'acknowledged', 'lost', 'doubled', 'caught up after'];
  const rows = outcomes.map(({ fault, acknowledged, lost, doubled, seconds }) => [
    fault,
    String(acknowledged),
    String(lost),
    String(doubled),
    `${seconds.toFixed(1)} s`,
  ]);
  const widths = head.map((title, column) => Math.max(...[head, ...rows].map((row) => (row[column] ?? title).length)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ');
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}
