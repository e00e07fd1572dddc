import type { Queryable } from '#libs/platform/database.js';
import { query } from '../queries/sql.js';
import { READ } from '../schema.js';
import type { TicketRow } from '../ticket-row.js';

type Stored = Omit<TicketRow, 'openedAt' | 'modifiedAt' | 'activatedAt' | 'closedAt' | 'categoryDecidedAt'> & {
  openedAt: Date;
  modifiedAt: Date;
  activatedAt: Date | null;
  closedAt: Date | null;
  categoryDecidedAt: Date | null;
} & Record<string, unknown>;

/** The rows of these tickets in a generation, by ticket id; those that do not exist are missing. */
export async function loadRows(
  db: Queryable,
  generation: number,
  ticketIds: readonly string[],
): Promise<Map<string, TicketRow>> {
  if (ticketIds.length === 0) return new Map();
  const rows = await query<Stored>(
    db,
    `select t.ticket_id as "ticketId", t.number, t.status, t.category, t.opened_at as "openedAt",
       t.modified_at as "modifiedAt", t.activated_at as "activatedAt", t.closed_at as "closedAt", t.resolution_bucket as "resolutionBucket", t.version,
       t.message_count as "messageCount", t.me_too_count as "meTooCount", t.last_word_by as "lastWordBy",
       x.description, x.classified_as as "classifiedAs", t.confidence, x.words,
       x.categorizer_version as "categorizerVersion", t.category_decided_at as "categoryDecidedAt", t.follows, t.erased,
       t.parked, t.opened_position as "openedPosition", t.last_position as "lastPosition",
       t.modified_position as "modifiedPosition"
     from unnest($1::uuid[]) i (ticket_id)
     cross join lateral (${byKey('tickets', generation)}) t cross join lateral (${byKey('texts', generation)}) x`,
    [ticketIds],
  );
  return new Map(rows.map((row) => [row.ticketId, fromDatabase(row)]));
}

/** Planned while a table is empty, a join would walk through all of it as long as the connection lasts. */
function byKey(table: string, generation: number): string {
  return `select * from ${READ}.${table}_${generation} r where r.generation = ${generation} and r.ticket_id = i.ticket_id offset 0`;
}

function fromDatabase(row: Stored): TicketRow {
  return {
    ...row,
    openedAt: row.openedAt.getTime(),
    modifiedAt: row.modifiedAt.getTime(),
    activatedAt: row.activatedAt?.getTime() ?? null,
    closedAt: row.closedAt?.getTime() ?? null,
    categoryDecidedAt: row.categoryDecidedAt?.getTime() ?? null,
  };
}
