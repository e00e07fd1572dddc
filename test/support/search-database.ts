import { readFileSync } from 'node:fs';
import pg from 'pg';
import { projectPath } from '#libs/platform/project-root.js';
import { createTestDatabase } from './servers.js';
import { writeSearch, type SearchChange } from '#libs/read-models/search/write-search.js';

export interface SearchDatabase {
  readonly db: pg.Client;
  close(): Promise<void>;
}

/** What the opening of a ticket changes in the search. */
export function openedTicket(number: number, description: string, open = true): SearchChange {
  return { number, open, erased: false, description, replaced: [], messages: [] };
}

/** A database with the tables of the search only, and a ticket for each text, numbered from 1. */
export async function searchDatabase(texts: readonly string[]): Promise<SearchDatabase> {
  const database = await createTestDatabase();
  const db = new pg.Client({ connectionString: database.url });
  await db.connect();
  await db.query(
    'create extension if not exists btree_gin; create extension if not exists pg_trgm; create schema spec; set search_path = spec, public',
  );
  for (const file of ['search.sql', 'search-indexes.sql'])
    await db.query(readFileSync(projectPath('libs/read-models/search', file), 'utf8'));
  await writeSearch(
    db,
    'spec',
    texts.map((description, i) => openedTicket(i + 1, description)),
  );
  const close = async (): Promise<void> => {
    await db.end();
    await database.drop();
  };
  return { db, close };
}
