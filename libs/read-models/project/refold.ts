import type pg from 'pg';
import { readStreamsUpTo } from '#libs/event-log/read-side.js';
import { TICKET_STREAM } from '#libs/tickets/stored-events.js';
import { query } from '../queries/sql.js';
import { writeSearch } from '../search/write-search.js';
import { foldBatch } from './fold-batch.js';
import { fromLog, type Incoming } from './incoming.js';
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
  const incoming = (await readStreamsUpTo(client, streams, to.position)).map(fromLog);
  const changes = foldBatch(new Map(), incoming);
  for (const table of ['tickets_history', 'texts_history', 'photos'])
    await query(client, `delete from ${target.schema}.${table} where ticket_id = any($1::uuid[])`, [ticketIds]);
  const { text, values } = writeBatch(target, { ...changes, deltas: [], categories: [], backlog: [], parked: [] }, to);
  await query(client, text, values);
  const hide = `update ${target.schema}.photos set hidden = true where position = any($1::bigint[])`;
  await query(client, hide, [hiddenPositions(incoming)]);
  await writeSearch(client, target.schema, changes.search, to.position, target.filling);
}

/** The positions of texts that are hidden after all of these events. */
function hiddenPositions(incoming: readonly Incoming[]): number[] {
  const hidden = new Set<number>();
  for (const one of incoming) {
    if (one.kind !== 'event') continue;
    if (one.event.type === 'TextHidden') hidden.add(one.event.data.position);
    if (one.event.type === 'TextShown') hidden.delete(one.event.data.position);
  }
  return [...hidden];
}
