import type { Measured } from '../log/closed-loop.js';
import { table, whole } from '../table.js';
import type { RebuildSpeed } from './rebuild-speed.js';

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

function ms(value: number): string {
  return value < 10 ? value.toFixed(2) : value.toFixed(0);
}
