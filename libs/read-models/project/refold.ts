import type pg from 'pg';
import { TICKET_STREAM, type StoredEvent } from '#libs/tickets/stored-events.js';
import { query } from '../queries/sql.js';
import { writeSearch } from '../search/write-search.js';
import { foldBatch } from './fold-batch.js';
import { fromLog } from './incoming.js';
import { writeBatch, type BatchTarget, type CheckpointTo } from './write-batch.sql.js';

/**
 * Writes all that is kept of some tickets again, from the log as it is now: what was erased is no longer in it, and a hidden text
 * leaves the search. Sums stay: no erasure changes them.
 * @param to the position up to which the tickets are folded
 */
export async function refold(
  client: pg.ClientBase,
  target: BatchTarget,
  ticketIds: readonly string[],
  to: CheckpointTo,
): Promise<void> {
  if (ticketIds.length === 0) return;
  const streams = ticketIds.map((id) => TICKET_STREAM + id);
  const events = await query<StoredEvent>(client, EVENTS, [streams, to.position]);
  const changes = foldBatch(new Map(), events.map(fromLog));
  for (const table of ['tickets_history', 'texts_history', 'photos'])
    await query(client, `delete from ${target.schema}.${table} where ticket_id = any($1::uuid[])`, [ticketIds]);
  const { text, values } = writeBatch(target, { ...changes, deltas: [], categories: [], backlog: [], parked: [] }, to);
  await query(client, text, values);
  await query(client, HIDE_PHOTOS(target.schema), [ticketIds, to.position]);
  await writeSearch(client, target.schema, changes.search, to.position, target.filling);
}

const EVENTS = `select position, stream, version, event_id as "eventId", type, schema_version as "schemaVersion", data, private,
    metadata, recorded_at as "recordedAt", hash
  from log.events where stream = any($1::text[]) and position + 0 <= $2 order by position`;

/** Those of texts that are hidden at a position. */
const HIDE_PHOTOS = (schema: string): string => `update ${schema}.photos p set hidden = true
  where ticket_id = any($1::uuid[]) and (select h.type = 'TextHidden' from log.events h
    where h.stream = '${TICKET_STREAM}' || p.ticket_id::text and h.position + 0 <= $2 and h.type in ('TextHidden', 'TextShown')
      and h.data::json ->> 'position' = p.position::text order by h.version desc limit 1)`;
