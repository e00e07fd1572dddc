import type { ReplayedUnderLoad } from './under-load.js';
import type { RebuildSpeed } from './rebuild-speed.js';
import { NAIVE, type Answers } from './sizes.js';
import type { Measured } from '../log/closed-loop.js';

const AVERAGE = 'average resolution time';

/** One line a question: answers a second, median and 99th percentile in milliseconds, size by size, and the growth. */
export function sizesTable(answers: Answers, tickets: readonly number[]): string {
  const [first, last] = [tickets[0] as number, tickets.at(-1) as number];
  const heads = tickets.flatMap((count) => [`${short(count)}: a second`, 'p50', 'p99']);
  const lines = [...answers].map(([name, sizes]) => {
    const cells = tickets.flatMap((count) => {
      const measured = sizes.get(count);
      if (!measured) return ['', '', ''];
      return [Math.round(measured.perSecond).toLocaleString('en'), ms(measured.p50), ms(measured.p99)];
    });
    const [small, large] = [sizes.get(first), sizes.get(last)];
    const growth = small && large ? (large.p50 / small.p50).toFixed(1) : '';
    return `| ${[name, small?.clients, ...cells, growth].join(' | ')} |`;
  });
  const ratios = tickets.map((count) => {
    const ratio = (answers.get(NAIVE)?.get(count)?.p50 ?? 0) / (answers.get(AVERAGE)?.get(count)?.p50 ?? 1);
    return `${Math.round(ratio)} times at ${short(count)} tickets`;
  });
  return [
    `| question | clients | ${heads.join(' | ')} | growth of p50 |`,
    `| --- |${' --: |'.repeat(heads.length + 2)}`,
    ...lines,
    '',
    `The average resolution time is asked faster than without a table of months: ${ratios.join(', ')}.`,
  ].join('\n');
}

export function rebuildTable({ events, seeding, rebuilding, comparing, differences }: RebuildSpeed): string {
  const line = (what: string, seconds: number): string =>
    `| ${what} | ${seconds.toFixed(1)} | ${Math.round(events / seconds).toLocaleString('en')} |`;
  return [
    `| ${events.toLocaleString('en')} events | seconds | events a second |`,
    '| --- | --: | --: |',
    line('seeded into an empty log by COPY', seeding),
    line('read models computed', rebuilding),
    line(`computed beside the live ones and compared (${differences} differences)`, comparing),
  ].join('\n');
}

/** One line a question of a past moment. */
export function pastTable(answers: ReadonlyMap<string, Measured>): string {
  const lines = [...answers].map(
    ([name, { perSecond, p50, p99 }]) => `| ${[name, perSecond.toFixed(0), ms(p50), ms(p99)].join(' | ')} |`,
  );
  return ['| of a past moment | a second | p50 | p99 |', '| --- | --: | --: | --: |', ...lines].join('\n');
}

export function underLoadTable(replays: readonly ReplayedUnderLoad[]): string {
  const lines = replays.map(
    ({ what, events, seconds, differences }) =>
      `| ${[what, events.toLocaleString('en'), seconds.toFixed(1), Math.round(events / seconds).toLocaleString('en'), differences].join(' | ')} |`,
  );
  return [
    '| `helpdesk replay` | events | seconds | a second | differences |',
    '| --- | --: | --: | --: | --: |',
    ...lines,
  ].join('\n');
}

function short(tickets: number): string {
  return tickets >= 1e6 ? `${tickets / 1e6} M` : `${tickets / 1e3} k`;
}

function ms(value: number): string {
  return value < 10 ? value.toFixed(2) : value.toFixed(0);
}
