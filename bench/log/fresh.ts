import { loadCategorizer } from '#libs/categorizer/load-model.js';
import { createPool } from '#libs/platform/database.js';
import { CommandLoop } from '../../apps/command-api/commands/command-loop.js';
import { closedLoop } from './closed-loop.js';
import { anOpening } from './commands.js';
import { seed } from './seed.js';

export interface FreshAndWarm {
  /** Events in the store. */
  readonly seeded: number;
  /** Tickets opened in a second right after seeding, and some seconds later. */
  readonly fresh: number;
  readonly warm: number;
}

const CLIENTS = 64;
const TICKETS = 30_000;
const WARM_UP = 5;

/**
 * Opens tickets in a log that was filled a moment ago, over connections that have planned nothing yet.
 * @param databaseUrl an empty database
 */
export async function freshAndWarm(databaseUrl: string, seconds: number): Promise<FreshAndWarm> {
  const seeded = await seed(databaseUrl, TICKETS);
  const db = createPool({ connectionString: databaseUrl, options: '-c role=helpdesk_command', max: 4 });
  const processor = new CommandLoop({ db, categorizer: loadCategorizer() });
  const open = (): Promise<unknown> => processor.run(anOpening());
  const fresh = await closedLoop(CLIENTS, seconds, open, 0);
  await closedLoop(CLIENTS, WARM_UP, open);
  const warm = await closedLoop(CLIENTS, seconds, open);
  await processor.close();
  await db.end();
  return { seeded, fresh: fresh.perSecond, warm: warm.perSecond };
}
