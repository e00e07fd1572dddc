import { readFileSync } from 'node:fs';
import type pg from 'pg';
import { openClient } from '#libs/platform/database.js';
import { projectPath } from '#libs/platform/project-root.js';
import { createTestDatabase } from './servers.js';
import { writeSearch, type SearchChange } from '#libs/read-models/search/write-search.js';
import type { Writing } from '#libs/read-models/search/texts.js';

export interface SearchDatabase {
  readonly db: pg.Client;
  close(): Promise<void>;
}

/** What the opening of a ticket changes in the search, and messages in the same batch. */
export function openedTicket(
  number: number,
  description: string,
  open = true,
  messages: readonly string[] = [],
): SearchChange {
  const opened = { type: 'TicketOpened', position: number, data: { description } };
  return changedTicket(number, [opened, ...messages.map(message)], open);
}

/** What messages under a ticket change, or the closing when there are none. */
export function postedTo(number: number, messages: readonly string[], open = true): SearchChange {
  return changedTicket(number, messages.map(message), open);
}

function message(text: string): Writing {
  return { type: 'MessagePosted', position: 1, data: { text } };
}

function changedTicket(number: number, events: readonly Writing[], open: boolean): SearchChange {
  return { ticket: { ticketId: '', number, status: open ? 'open' : 'closed' }, events };
}

/** The tables that a search looks at, as events would fill them. */
const OTHERS = `create view tickets as select number from search;
  create view categories as select count(*) filter (where open) as open, 0 as active, count(*) filter (where not open) as closed from search`;

/** A database with the tables of the search only, and a ticket for each text, numbered from 1. */
export async function searchDatabase(texts: readonly string[]): Promise<SearchDatabase> {
  const database = await createTestDatabase();
  const db = await openClient({ connectionString: database.url });
  await db.query(
    'create extension if not exists btree_gin; create extension if not exists pg_trgm; create schema spec; set search_path = spec, public',
  );
  for (const file of ['search.sql', 'search-indexes.sql'])
    await db.query(readFileSync(projectPath('libs/read-models/sql', file), 'utf8'));
  await db.query(OTHERS);
  const tickets = texts.map((description, i) => openedTicket(i + 1, description));
  await writeSearch(db, 'spec', tickets, texts.length);
  const close = async (): Promise<void> => {
    await db.end();
    await database.drop();
  };
  return { db, close };
}
