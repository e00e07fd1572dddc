import type { Queryable } from '#libs/platform/database.js';
import { fromStored, type StoredEvent } from '#libs/tickets/stored-events.js';
import type { Category, Classification, RecordedEvent } from '#libs/tickets/events.js';
import { READ } from '../schema.js';
import { CannotApplyError, isToCheck, isWaiting, projectTicket, type TicketRow } from '../ticket-row.js';
import type { AsOf, TicketView } from '../types.js';
import { ITEM_COLUMNS, toItem, type ItemRow } from './item.js';
import { asOfCte, toAsOf, type AsOfRow } from './as-of.js';
import { ACTIVE, query, Parameters } from './sql.js';

interface ViewRow extends ItemRow, AsOfRow {
  confidence: number;
  classified_as: Category;
  words: string[];
  categorizer_version: string;
  category_decided: boolean;
  follows: string | null;
  erased: boolean;
  parked: boolean;
}

export interface TicketAsOf {
  readonly ticket: TicketView | undefined;
  readonly moment: AsOf;
}

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/**
 * A ticket with its timeline.
 * @param ref UUID or number
 * @param at a past moment: the ticket is folded from its events up to then
 */
export async function getTicket(db: Queryable, ref: string, at?: Date): Promise<TicketAsOf> {
  const parameters = new Parameters();
  const moment = asOfCte(parameters, at);
  const condition = refCondition(ref, parameters);
  const text = `with ${moment} select m.as_of, m.at, m.time_zone, t.*, x.description, x.classified_as, x.words,
      x.categorizer_version
    from moment m
    left join (select ${ITEM_COLUMNS}, generation, confidence, follows, erased, parked,
        category_decided_at is not null as category_decided
      from ${READ}.tickets where generation = ${ACTIVE} and ${condition}) t on true
    left join ${READ}.texts x on x.generation = t.generation and x.ticket_id = t.ticket_id`;
  const [row] = await query<ViewRow>(db, text, parameters.values);
  const asked = toAsOf(row as ViewRow);
  if (!row?.ticket_id) return { ticket: undefined, moment: asked };
  const timeline = await readTimeline(db, row.ticket_id, asked.position);
  if (timeline.length === 0) return { ticket: undefined, moment: asked };
  const ticket = at ? foldTicket(timeline, asked, row.parked) : toView(row, timeline, asked);
  return { ticket, moment: asked };
}

/** A ticket as it was right after an event; undefined if it was not yet there. */
export async function getTicketAtEvent(db: Queryable, ref: string, position: number): Promise<TicketView | undefined> {
  const { ticket } = await getTicket(db, ref);
  const timeline = ticket?.timeline.filter((event) => event.position <= position) ?? [];
  return (
    ticket &&
    foldTicket(timeline, { ...ticket.moment, position: Math.min(position, ticket.moment.position) }, ticket.parked)
  );
}

/** The events of a ticket up to a position, from the log itself: the timeline is not kept twice. */
export async function readTimeline(db: Queryable, ticketId: string, upTo: number): Promise<RecordedEvent[]> {
  const text = `select position, stream, version, event_id as "eventId", type, schema_version as "schemaVersion", data,
      private, metadata, recorded_at as "recordedAt"
    from log.events where stream = 'ticket-' || $1::text and position <= $2 order by version`;
  return (await query<StoredEvent & Record<string, unknown>>(db, text, [ticketId, upTo])).map(fromStored);
}

/** A ticket as it was after the last of these events. */
export function foldTicket(timeline: readonly RecordedEvent[], moment: AsOf, parked = false): TicketView | undefined {
  const row = timeline.reduce<TicketRow | undefined>(applied, undefined);
  if (!row) return undefined;
  const { ticketId, number, status, description, category, version, messageCount, meTooCount, follows, erased } = row;
  const when = (ms: number | null): Date | null => (ms === null ? null : new Date(ms));
  return {
    ticketId,
    number,
    status,
    description,
    category,
    openedAt: new Date(row.openedAt),
    modifiedAt: new Date(row.modifiedAt),
    activatedAt: when(row.activatedAt),
    closedAt: when(row.closedAt),
    version,
    messageCount,
    meTooCount,
    waiting: isWaiting(row),
    check: isToCheck(row),
    classification: classificationOf(row.classifiedAs, row.confidence, row.words, row.categorizerVersion),
    categoryDecided: row.categoryDecidedAt !== null,
    follows,
    erased,
    parked,
    timeline,
    moment,
  };
}

function applied(row: TicketRow | undefined, event: RecordedEvent): TicketRow | undefined {
  try {
    return projectTicket(row, event);
  } catch (error) {
    if (error instanceof CannotApplyError) return row;
    throw error;
  }
}

function toView(row: ViewRow, timeline: RecordedEvent[], moment: AsOf): TicketView {
  return {
    ...toItem(row),
    classification: classificationOf(row.classified_as, row.confidence, row.words, row.categorizer_version),
    categoryDecided: row.category_decided,
    follows: row.follows,
    erased: row.erased,
    parked: row.parked,
    timeline,
    moment,
  };
}

function classificationOf(
  category: Category,
  confidence: number,
  words: readonly string[],
  categorizerVersion: string,
): Classification {
  return { category, confidence, words: [...words], categorizerVersion };
}

function refCondition(ref: string, parameters: Parameters): string {
  if (UUID.test(ref)) return `ticket_id = ${parameters.add(ref)}`;
  return /^[1-9]\d{0,8}$/.test(ref) ? `number = ${parameters.add(Number(ref))}` : 'false';
}
