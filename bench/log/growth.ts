import { readHead } from '#libs/event-log/read.js';
import { createPool } from '#libs/platform/database.js';
import { anOpening } from './commands.js';
import type { InProcess } from './in-process.js';

export interface Growth {
  readonly events: number;
  readonly perSecond: number;
  /** Megabytes in use after a collection, if the process runs with --expose-gc. */
  readonly heap: number;
}

const CLIENTS = 256;

/** Lets a log grow by opening tickets, and looks at it in ten even steps. */
export async function grow(
  path: InProcess,
  databaseUrl: string,
  events: number,
  onStep: (words: string) => void,
): Promise<Growth[]> {
  const db = createPool({ connectionString: databaseUrl, max: 1 });
  const seen: Growth[] = [];
  const step = Math.ceil(events / 10);
  for (let until = step; until <= events; until += step) {
    onStep(`growing to ${until.toLocaleString('en')} events`);
    const before = (await readHead(db)).position;
    const start = performance.now();
    let left = until - before;
    const client = async (): Promise<void> => {
      while (left-- > 0) await path.processor.run(anOpening());
    };
    await Promise.all(Array.from({ length: CLIENTS }, client));
    const seconds = (performance.now() - start) / 1000;
    globalThis.gc?.();
    const { position } = await readHead(db);
    seen.push({
      events: position,
      perSecond: (position - before) / seconds,
      heap: process.memoryUsage().heapUsed / 2 ** 20,
    });
  }
  await db.end();
  return seen;
}
