import type pg from 'pg';
import { openClient } from '#libs/platform/database.js';
import { importEvents } from '#libs/event-log/import-events.js';
import { logReader, readHead } from '#libs/event-log/read.js';
import { rebuild } from '#libs/read-models/rebuild/rebuild.js';
import { loadCategorizer } from '#libs/categorizer/load-model.js';
import { campusLife } from '../../bin/demo/life.js';
import { table, whole } from '../table.js';
import { ZONE } from './rows.js';

export interface RebuildSpeed {
  readonly events: number;
  /** Seconds, each from the first event until all is done, indexes included. */
  readonly seeding: number;
  readonly rebuilding: number;
  /** The same beside live ones, compared with them row by row. */
  readonly comparing: number;
  readonly differences: number;
}

/** Seeds histories into an empty log and computes the read models from it, twice. */
export async function rebuildSpeed(owner: pg.Client, connectionString: string, tickets: number): Promise<RebuildSpeed> {
  const seeding = await timed(() => importEvents(owner, inventedTickets(tickets)));
  const log = logReader(owner);
  const connect = (): Promise<pg.Client> => openClient({ connectionString });
  const options = { connect, log, timeZone: ZONE, strict: true };
  const rebuilding = await timed(() => rebuild({ ...options, compare: false }));
  let differences = 0;
  const comparing = await timed(async () => {
    const { compared } = await rebuild({ ...options, compare: true });
    differences = compared.reduce((sum, table) => sum + table.differences, 0);
  });
  return { events: (await readHead(owner)).position, seeding, rebuilding, comparing, differences };
}

/** Three years of tickets that end a minute ago, in pieces for `importEvents`. */
function inventedTickets(tickets: number): ReturnType<typeof campusLife> {
  const categorizer = loadCategorizer();
  const until = Date.now() - 60_000;
  const from = until - 3 * 365 * 86_400_000;
  const classify = (text: string) => categorizer.classify(text);
  return campusLife({ seed: 1, tickets, from, until, timeZone: ZONE, firstNumber: 1, classify });
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1000;
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
