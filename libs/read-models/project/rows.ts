import type { Queryable } from '#libs/platform/database.js';
import { TEXT_COLUMNS, TICKET_COLUMNS, type Column, type TicketRow } from '../fields.js';
import { query } from '../queries/sql.js';

const named = (columns: readonly Column[], alias: string): string =>
  columns
    .map(({ column, name, type }) => {
      const value = `${alias}.${column}`;
      return `${type === 'ms' ? `(date_part('epoch', ${value}) * 1000)::bigint` : value} as "${name}"`;
    })
    .join(', ');
const TEXT_ONLY = TEXT_COLUMNS.filter((one) => !TICKET_COLUMNS.includes(one));
/** All fields of a ticket by name, of `tickets t` and `texts x`. */
export const ROW_COLUMNS = `${named(TICKET_COLUMNS, 't')}, ${named(TEXT_ONLY, 'x')}`;

/** The rows of these tickets in a computation, by ticket id; those that do not exist are missing. */
export async function loadRows(
  db: Queryable,
  schema: string,
  ticketIds: readonly string[],
): Promise<Map<string, TicketRow>> {
  if (ticketIds.length === 0) return new Map();
  // Planned while a table is empty, a join would walk through all of it as long as the connection lasts.
  const byKey = (table: string): string =>
    `select * from ${schema}.${table} r where r.ticket_id = i.ticket_id offset 0`;
  const rows = await query<TicketRow>(
    db,
    `select ${ROW_COLUMNS} from unnest($1::uuid[]) i (ticket_id)
     cross join lateral (${byKey('tickets')}) t cross join lateral (${byKey('texts')}) x`,
    [ticketIds],
  );
  return new Map(rows.map((row) => [row.ticketId, row]));
}
