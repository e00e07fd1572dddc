import { v7 as uuidv7 } from 'uuid';
import type { Queryable } from '#libs/platform/database.js';

/** The floor that everything is measured against: what a helpdesk without a log would do for each request. */
export const CRUD_TABLE = `create schema if not exists crud; create table if not exists crud.tickets (
  id uuid primary key, description text not null, category text not null, status text not null,
  opened_at timestamptz not null default now())`;

const INSERT = `insert into crud.tickets (id, description, category, status) values ($1, $2, $3, 'open')`;

/** One row, one transaction. */
export async function insertTicket(db: Queryable, description: string): Promise<string> {
  const id = uuidv7();
  await db.query({ name: 'crud-insert', text: INSERT, values: [id, description, 'technical-it'] });
  return id;
}
