import type { Queryable } from '#libs/platform/database.js';
import type { RecordedEvent, Status } from '#libs/tickets/events.js';
import { query } from '../queries/sql.js';
import { wordsOf } from './normal-form.js';

/** What a batch of events changes in the words of a ticket. */
export interface SearchChange {
  readonly number: number;
  readonly open: boolean;
  /** What was there before the batch has gone. */
  readonly erased: boolean;
  /** Undefined when it stays. */
  readonly description?: string | null;
  readonly place?: string | null;
  /** Descriptions and places that came and went within the batch. */
  readonly replaced: readonly string[];
  readonly messages: readonly string[];
}
type Change = Omit<SearchChange, 'number' | 'open'>;
const UNCHANGED: Change = { erased: false, replaced: [], messages: [] };

/** Collects what a batch changes in the words of tickets, event by event in the order of the log. */
export class SearchChanges {
  private readonly changes = new Map<string, Change>();

  add(event: RecordedEvent): void {
    const after = changed(this.changes.get(event.ticketId) ?? UNCHANGED, event);
    if (after) this.changes.set(event.ticketId, after);
  }

  /** @param ticketOf the tickets as they are after the batch */
  finish(ticketOf: (ticketId: string) => { readonly number: number; readonly status: Status }): SearchChange[] {
    return [...this.changes].map(([ticketId, change]) => {
      const { number, status } = ticketOf(ticketId);
      return { ...change, number, open: status !== 'closed' };
    });
  }
}

function changed(before: Change, event: RecordedEvent): Change | undefined {
  const { description, place, replaced, messages } = before;
  switch (event.type) {
    case 'TicketOpened':
      return { ...before, description: event.data.description, place: event.data.place };
    case 'DescriptionChanged':
      return { ...before, description: event.data.description, replaced: withText(replaced, description) };
    case 'PlaceChanged':
      return { ...before, place: event.data.place, replaced: withText(replaced, place) };
    case 'MessagePosted':
      return { ...before, messages: withText(messages, event.data.text) };
    case 'TextErased':
      return { ...UNCHANGED, erased: true, description: null, place: null };
    case 'StatusChanged':
      return event.data.to === 'closed' ? before : undefined;
    default:
      return undefined;
  }
}

function withText(texts: readonly string[], text: string | null | undefined): readonly string[] {
  return text ? [...texts, text] : texts;
}

/**
 * Writes the words of tickets that a batch changes, and how often words occur.
 * @param schema of the computation
 * @param filling a rebuild fills the table: `completeSearch` counts the words at its end
 */
export async function writeSearch(
  db: Queryable,
  schema: string,
  changes: readonly SearchChange[],
  filling = false,
): Promise<void> {
  if (changes.length === 0) return;
  const column = <T>(pick: (change: SearchChange) => T): T[] => changes.map(pick);
  await query(db, `${wordsSql(schema)}${filling ? ' select' : `, ${countsSql(schema)}`}`, [
    column(({ number }) => number),
    column(({ open }) => open),
    column(({ erased }) => erased),
    column(({ description }) => (description === undefined ? null : vectorOf([description ?? ''], 'A'))),
    column(({ place }) => (place === undefined ? null : vectorOf([place ?? ''], 'B'))),
    column(({ replaced }) => vectorOf(replaced)),
    column(({ messages }) => vectorOf(messages)),
  ]);
  if (!filling) await query(db, `delete from ${schema}.vocabulary where tickets <= 0`);
}

/** Counts the words of a computation that was filled without; again where a rebuild was killed after it had counted them. */
export async function completeSearch(db: Queryable, schema: string): Promise<void> {
  await db.query(`delete from ${schema}.vocabulary;
    insert into ${schema}.vocabulary (word, tickets, open, near)
    select word, e.ndoc, coalesce(o.ndoc, 0), ${schema}.near_keys(word)
    from ts_stat('select described || placed || said || coalesce(former, '''') from ${schema}.search') e
    left join ts_stat('select described || placed || said from ${schema}.search where open') o using (word)
    union all select '', count(*), count(*) filter (where open), '{}' from ${schema}.search having count(*) > 0`);
}

/** PostgreSQL keeps places up to this one. */
const LAST_PLACE = 16_383;
/**
 * A tsvector takes a megabyte. What a ticket has beyond these bytes of messages and of earlier texts is not found: thousands of words
 * that occur nowhere else would stop the projector. A batch adds less than so many.
 */
const MOST_SAID = 400_000;
const MOST_FORMER = 150_000;
const MOST_ADDED = 100_000;

/** A tsvector with the words of some texts: between two texts is a place that nothing is at. */
function vectorOf(texts: readonly string[], weight = ''): string {
  const places = new Map<string, string>();
  let start = 1;
  let bytes = 0;
  for (const text of texts) {
    if (bytes > MOST_ADDED) break;
    const words = wordsOf(text);
    for (const { key, place } of words) {
      const before = places.get(key);
      bytes += before === undefined ? Buffer.byteLength(key) + 4 : 2;
      const own = `${Math.min(start + place, LAST_PLACE)}${weight}`;
      places.set(key, before === undefined ? own : `${before},${own}`);
    }
    start += (words.at(-1)?.place ?? -1) + 1;
  }
  return [...places].map(([key, at]) => `'${key}':${at}`).join(' ');
}

const bounded = (added: string, kept: string, bytes: number): string =>
  `case when length(${kept}) > 2000 and octet_length(tsvectorsend(${kept})) > ${bytes} then '' else coalesce(${added}::tsvector, '') end`;

const wordsSql = (schema: string): string => `with changes as materialized (
    select c.*, c.described || c.placed || c.said as words, w.open as was_open, w.former as old_former,
      coalesce(w.described || w.placed || w.said, '') as old_words
    from unnest($1::integer[], $2::boolean[], $3::boolean[], $4::text[], $5::text[], $6::text[], $7::text[])
      as u (number, open, erased, described, placed, replaced, said)
    cross join lateral (select (select s from ${schema}.search s where s.number = u.number) as s) r
    cross join lateral (select (r.s).open, (r.s).described, (r.s).placed, (r.s).said, (r.s).former) w
    cross join lateral (select u.number, u.open, coalesce(u.described::tsvector, w.described, '') as described,
      coalesce(u.placed::tsvector, w.placed, '') as placed,
      case when u.erased then '' else coalesce(w.said, '') end || ${bounded('u.said', 'w.said', MOST_SAID)} as said,
      nullif(strip(${bounded('u.replaced', 'w.former', MOST_FORMER)} || case when u.erased then '' else coalesce(w.former, '')
        || case when u.described is null then '' else ${bounded('w.described', 'w.former', MOST_FORMER)} end
        || case when u.placed is null then '' else ${bounded('w.placed', 'w.former', MOST_FORMER)} end end), '') as former) c),
  written as (
    insert into ${schema}.search (number, open, described, placed, said, former)
    select number, open, described, placed, said, former from changes
    on conflict (number) do update set open = excluded.open, described = excluded.described, placed = excluded.placed, said = excluded.said,
      former = excluded.former)`;

/** Only what differs is counted: a message does not touch the words that the ticket has. The empty word counts tickets. */
const countsSql = (schema: string): string => `counted as (
    select word, d.tickets, d.open from changes c
    cross join lateral (select words || coalesce(former, '') as ever, old_words || coalesce(old_former, '') as old_ever,
      case when open then words else '' end as shown, case when was_open then old_words else '' end as old_shown) v
    cross join lateral (values (ever, old_ever, 1, 0), (old_ever, ever, -1, 0), (shown, old_shown, 0, 1), (old_shown, shown, 0, -1))
      d (words, others, tickets, open)
    cross join lateral unnest(tsvector_to_array(ts_delete(d.words, tsvector_to_array(d.others)))) as word
    union all select '', (was_open is null)::integer, open::integer - coalesce(was_open, false)::integer from changes),
  seen as (
    select word, sum(tickets) as tickets, sum(open) as open from counted group by word having sum(tickets) <> 0 or sum(open) <> 0)
  insert into ${schema}.vocabulary as v (word, tickets, open, near)
  select word, tickets, open, ${schema}.near_keys(word) from seen
  on conflict (word) do update set tickets = v.tickets + excluded.tickets, open = v.open + excluded.open`;
