import { loadCategorizer } from '#libs/categorizer/load-model.js';
import { migrateLog } from '#libs/event-log/migrate.js';
import { readHead } from '#libs/event-log/read.js';
import { createPool } from '#libs/platform/database.js';
import { CommandLoop } from '../../apps/command-api/commands/command-loop.js';
import { anOpening } from './commands.js';

export interface Growth {
  readonly events: number;
  readonly perSecond: number;
  /** Megabytes in use after a collection, if the process runs with --expose-gc. */
  readonly heap: number;
  /** Megabytes the process takes, PostgreSQL not counted. */
  readonly resident: number;
}

const CLIENTS = 256;
/** Events in the log when it is analyzed. */
const TRAP = 50;

/**
 * Lets a log grow from nothing by opening tickets, and looks at it in ten even steps. It is analyzed while it holds a few rows and
 * all plans are made then: what once made every look-up walk through the whole table.
 * @param databaseUrl an empty database
 */
export async function grow(databaseUrl: string, events: number, onStep: (words: string) => void): Promise<Growth[]> {
  await migrateLog(databaseUrl);
  const owner = createPool({ connectionString: databaseUrl, max: 1 });
  const db = createPool({ connectionString: databaseUrl, options: '-c role=helpdesk_command', max: 5 });
  const processor = new CommandLoop({ db, categorizer: loadCategorizer() });
  await open(processor, TRAP);
  await owner.query('analyze log.events, log.commands');
  for (let again = 0; again < 10; again++) await open(processor, 1);

  const seen: Growth[] = [];
  const step = Math.ceil(events / 10);
  for (let until = step; until <= events; until += step) {
    onStep(`growing to ${until.toLocaleString('en')} events`);
    const before = (await readHead(owner)).position;
    const start = performance.now();
    await open(processor, until - before);
    const seconds = (performance.now() - start) / 1000;
    globalThis.gc?.();
    const { heapUsed, rss } = process.memoryUsage();
    seen.push({
      events: until,
      perSecond: (until - before) / seconds,
      heap: heapUsed / 2 ** 20,
      resident: rss / 2 ** 20,
    });
  }
  await processor.close();
  await Promise.all([owner.end(), db.end()]);
  return seen;
}

async function open(processor: CommandLoop, count: number): Promise<void> {
  let left = count;
  const client = async (): Promise<void> => {
    while (left-- > 0) await processor.run(anOpening());
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
}
