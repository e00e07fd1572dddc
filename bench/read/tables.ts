import type { Measured } from '../log/closed-loop.js';
import { table, whole } from '../table.js';
import type { RebuildSpeed } from './rebuild-speed.js';
import { NAIVE, type Answers } from './sizes.js';
import type { ReplayedUnderLoad } from './under-load.js';

/** One line a question: answers a second, median and 99th percentile in milliseconds, size by size, and the growth. */
export function sizesTable(answers: Answers, tickets: readonly number[]): string {
  const [first, last] = [tickets[0] as number, tickets.at(-1) as number];
  const heads = tickets.flatMap((count) => [`${short(count)}: a second`, 'p50', 'p99']);
  const lines = [...answers].map(([name, sizes]) => {
    const cells = tickets.flatMap((count) => {
      const measured = sizes.get(count);
      return measured ? [whole(measured.perSecond), ms(measured.p50), ms(measured.p99)] : ['', '', ''];
    });
    const [small, large] = [sizes.get(first), sizes.get(last)];
    return [name, small?.clients ?? '', ...cells, small && large ? (large.p50 / small.p50).toFixed(1) : ''];
  });
  const ratios = tickets.map((count) => {
    const [naive, asked] = [NAIVE, 'average resolution time'].map((name) => answers.get(name)?.get(count)?.p50 ?? NaN);
    return `${Math.round((naive ?? NaN) / (asked ?? NaN))} times at ${short(count)} tickets`;
  });
  const faster = `The average resolution time is asked faster than without a table of months: ${ratios.join(', ')}.`;
  return `${table(['question', 'clients', ...heads, 'growth of p50'], lines)}\n\n${faster}`;
}

export function rebuildTable({ events, seeding, rebuilding, comparing, differences }: RebuildSpeed): string {
  const line = (what: string, seconds: number): string[] => [what, seconds.toFixed(1), whole(events / seconds)];
  return table(
    [`${whole(events)} events`, 'seconds', 'events a second'],
    [
      line('seeded into an empty log by COPY', seeding),
      line('read models computed', rebuilding),
      line(`computed beside the live ones and compared (${differences} differences)`, comparing),
    ],
  );
}

/** One line for each question about the past. */
export function pastTable(answers: ReadonlyMap<string, Measured>): string {
  const lines = [...answers].map(([name, { perSecond, p50, p99 }]) => [name, perSecond.toFixed(0), ms(p50), ms(p99)]);
  return table(['of the past', 'a second', 'p50', 'p99'], lines);
}

export function underLoadTable(replays: readonly ReplayedUnderLoad[]): string {
  const lines = replays.map(({ what, events, seconds, differences }) => {
    return [what, whole(events), seconds.toFixed(1), whole(events / seconds), differences];
  });
  return table(['`helpdesk replay`', 'events', 'seconds', 'a second', 'differences'], lines);
}

function short(tickets: number): string {
  return tickets >= 1e6 ? `${tickets / 1e6} M` : `${tickets / 1e3} k`;
}

function ms(value: number): string {
  return value < 10 ? value.toFixed(2) : value.toFixed(0);
}
