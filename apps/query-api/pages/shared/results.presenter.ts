import type { TicketResult } from './several-tickets.js';

/** What became of each of several tickets, as it is told. The first of some duplicates stays as it is. */
export function presentResults(
  action: string,
  results: readonly TicketResult[],
): { readonly action: string; readonly results: object; readonly done: object; readonly rejected: readonly object[] } {
  const done = results.filter(({ code }) => !code);
  const rejected = results.filter(({ code }) => code && code !== 'duplicate.first');
  return { action, results, done, rejected };
}
