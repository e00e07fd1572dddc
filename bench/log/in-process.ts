import type pg from 'pg';
import { loadCategorizer } from '#libs/categorizer/load-model.js';
import { createPool } from '#libs/platform/database.js';
import { CommandLoop } from '../../apps/command-api/commands/command-loop.js';
import { closedLoop } from './closed-loop.js';
import { aMixed, anOpening } from './commands.js';
import { CRUD_TABLE, insertTicket } from './crud.js';
import type { Load } from './rounds.js';
import { aDescription } from './texts.js';

export interface InProcess {
  readonly loads: Readonly<Record<'crud' | 'open' | 'mix', Load>>;
  close(): Promise<void>;
}

/** The real command path without HTTP, and the plain INSERT over 16 connections beside it. */
export async function inProcess(databaseUrl: string): Promise<InProcess> {
  const crud = createPool({ connectionString: databaseUrl, max: 16 });
  await crud.query(CRUD_TABLE);
  const log = commandPool(databaseUrl);
  const processor = new CommandLoop({ db: log, categorizer: loadCategorizer() });
  const tickets = await Promise.all(
    Array.from({ length: 2_000 }, async () => (await processor.run(anOpening())).answer.ticketId),
  );
  return {
    loads: {
      crud: (clients, seconds) => closedLoop(clients, seconds, () => insertTicket(crud, aDescription())),
      open: (clients, seconds) => closedLoop(clients, seconds, () => processor.run(anOpening())),
      mix: (clients, seconds) => closedLoop(clients, seconds, () => processor.run(aMixed(tickets))),
    },
    async close() {
      await processor.close();
      await Promise.all([crud.end(), log.end()]);
    },
  };
}

function commandPool(connectionString: string): pg.Pool {
  return createPool({ connectionString, options: '-c role=helpdesk_command', max: 5 });
}
