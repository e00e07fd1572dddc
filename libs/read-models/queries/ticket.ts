import type { Queryable } from '#libs/platform/database.js';
import { fromJson, streamAsJson } from '#libs/event-log/read-side.js';
import { fromStored, TICKET_STREAM } from '#libs/tickets/stored-events.js';
import type { RecordedEvent } from '#libs/tickets/events.js';
import { toItem, type TicketRow } from '../fields.js';
import { ROW_COLUMNS } from '../project/rows.js';
import { CannotApplyError, projectTicket } from '../ticket-row.js';
import type { AsOf, TicketView } from '../types.js';
import { readAsOf } from './as-of.js';
import type { Parameters } from './sql.js';

export interface TicketAsOf {
  readonly ticket: TicketView | undefined;
  readonly asOf: AsOf;
}

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/**
 * A ticket with its timeline.
 * @param ref UUID or number
 * @param at a past time: the ticket is folded from its events up to then
 */
export async function getTicket(db: Queryable, ref: string, at?: Date): Promise<TicketAsOf> {
  const select = (
    parameters: Parameters,
  ): string => `row_to_json(r) as row, ${TIMELINE} as timeline from as_of a left join lateral (
      select ${ROW_COLUMNS}, t.duplicate_of is not null or ${IS_ORIGINAL} as linked
      from tickets t join texts x using (ticket_id) where t.${refCondition(ref, parameters)}) r on true`;
  const { rows, asOf } = await readAsOf<Found>(db, at, select);
  const [{ row, timeline: listed }] = rows;
  if (!row || !listed) return { ticket: undefined, asOf };
  const timeline = listed.map((event) => fromStored(fromJson(event)));
  if (at) return { ticket: foldTicket(timeline, asOf, row.parked), asOf };
  return { ticket: { ...toView(row, timeline, asOf), linked: row.linked }, asOf };
}

/** The row comes as JSON, which is read in less time than its many cells. */
interface Found {
  readonly row: (TicketRow & { readonly linked: boolean }) | null;
  /** For `fromJson`. */
  readonly timeline: { readonly recordedAt: number }[] | null;
}

/** Whether another ticket is a duplicate of `t`. With `exists` a planner may read all tickets to answer for one. */
const IS_ORIGINAL = 'coalesce((select true from tickets d where d.duplicate_of = t.ticket_id limit 1), false)';

/** Of the ticket `r`, from the log itself: the timeline is not kept twice. */
const TIMELINE = streamAsJson(`'${TICKET_STREAM}' || r."ticketId"::text`, 'a.position');

/** A ticket as it was after the last of these events. */
export function foldTicket(timeline: readonly RecordedEvent[], asOf: AsOf, parked = false): TicketView | undefined {
  const row = timeline.reduce<TicketRow | undefined>(applied, undefined);
  return row && toView({ ...row, parked }, timeline, asOf);
}

function applied(row: TicketRow | undefined, event: RecordedEvent): TicketRow | undefined {
  try {
    return projectTicket(row, event);
  } catch (error) {
    if (error instanceof CannotApplyError) return row;
    throw error;
  }
}

function toView(row: TicketRow, timeline: readonly RecordedEvent[], asOf: AsOf): TicketView {
  const { classifiedAs: category, confidence, words, categorizerVersion, follows, erased, parked } = row;
  return {
    ...toItem(row),
    classification: { category, confidence, words: [...words], categorizerVersion },
    categoryDecided: row.categoryDecidedAt !== null,
    follows,
    erased,
    parked,
    linked: true,
    timeline,
    asOf,
  };
}

function refCondition(ref: string, parameters: Parameters): string {
  if (UUID.test(ref)) return `ticket_id = ${parameters.add(ref)}`;
  return /^[1-9]\d{0,8}$/.test(ref) ? `number = ${parameters.add(Number(ref))}` : 'number is null';
}
