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
  /** An earlier description or place was replaced. */
  readonly rewritten: boolean;
  /** Descriptions and places that came and went within the batch. */
  readonly replaced: readonly string[];
  readonly messages: readonly string[];
}

/** Collects what a batch changes in the words of tickets, event by event in the order of the log. */
export class SearchChanges {
  private readonly changes = new Map<string, Omit<SearchChange, 'number' | 'open'>>();

  add(event: RecordedEvent): void {
    const { ticketId } = event;
    const before = this.changes.get(ticketId) ?? UNCHANGED;
    const after = changed(before, event);
    if (after) this.changes.set(ticketId, after);
  }

  /** @param ticketOf the tickets as they are after the batch */
  finish(ticketOf: (ticketId: string) => { readonly number: number; readonly status: Status }): SearchChange[] {
    return [...this.changes].map(([ticketId, change]) => {
      const { number, status } = ticketOf(ticketId);
      return { ...change, number, open: status !== 'closed' };
    });
  }
}

type Change = Omit<SearchChange, 'number' | 'open'>;
const UNCHANGED: Change = { erased: false, rewritten: false, replaced: [], messages: [] };

function changed(before: Change, event: RecordedEvent): Change | undefined {
  switch (event.type) {
    case 'TicketOpened':
      return { ...before, description: event.data.description, place: event.data.place };
    case 'DescriptionChanged': {
      const replaced = before.description ? [...before.replaced, before.description] : before.replaced;
      return { ...before, description: event.data.description, replaced, rewritten: true };
    }
    case 'PlaceChanged': {
      const replaced = before.place ? [...before.replaced, before.place] : before.replaced;
      return { ...before, place: event.data.place, replaced, rewritten: true };
    }
    case 'MessagePosted':
      return { ...before, messages: [...before.messages, event.data.text ?? ''] };
    case 'TextErased':
      return { ...UNCHANGED, erased: true, description: null, place: null };
    case 'StatusChanged':
      return event.data.to === 'closed' ? before : undefined;
    default:
      return undefined;
  }
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
  if (!filling && changes.some(({ erased, rewritten }) => erased || rewritten))
    await query(db, `delete from ${schema}.vocabulary where tickets + former <= 0`);
}

/** Counts the words of a computation that was filled without. */
export async function completeSearch(db: Queryable, schema: string): Promise<void> {
  const counts = (texts: string): string => `ts_stat('select ${texts} from ${schema}.search')`;
  await db.query(`insert into ${schema}.vocabulary (word, tickets, open, former, near)
    select word, coalesce(a.ndoc, 0), coalesce(o.ndoc, 0), coalesce(f.ndoc, 0), ${schema}.near_keys(word)
    from ${counts('described || placed || said')} a
    full join ${counts('case when open then described || placed || said end')} o using (word) full join ${counts('former')} f using (word)
    union all select '', count(*), count(*) filter (where open), 0, '{}' from ${schema}.search having count(*) > 0`);
}

/** PostgreSQL keeps places up to this one. */
const LAST_PLACE = 16_383;

/** A tsvector with the words of some texts: between two texts is a place that nothing is at. */
function vectorOf(texts: readonly string[], weight = ''): string {
  const places = new Map<string, string>();
  let start = 1;
  for (const text of texts) {
    const words = wordsOf(text);
    for (const { key, place } of words) {
      const before = places.get(key);
      const own = `${Math.min(start + place, LAST_PLACE)}${weight}`;
      places.set(key, before === undefined ? own : `${before},${own}`);
    }
    const last = words.at(-1);
    if (last) start += last.place + 1;
  }
  return [...places].map(([key, at]) => `'${key}':${at}`).join(' ');
}

const wordsSql = (schema: string): string => `with changes as materialized (
    select c.number, c.open, c.described, c.placed, c.said, c.former, w.open as was_open, c.described || c.placed || c.said as words,
      w.described || w.placed || w.said as old_words, w.former as old_former
    from unnest($1::integer[], $2::boolean[], $3::boolean[], $4::text[], $5::text[], $6::text[], $7::text[])
      as u (number, open, erased, described, placed, replaced, said)
    cross join lateral (select (select s from ${schema}.search s where s.number = u.number) as s) r
    cross join lateral (select (r.s).open, (r.s).described, (r.s).placed, (r.s).said, (r.s).former) w
    cross join lateral (select u.number, u.open, coalesce(u.described::tsvector, w.described, '') as described,
      coalesce(u.placed::tsvector, w.placed, '') as placed,
      case when u.erased then '' else coalesce(w.said, '') end || u.said::tsvector as said,
      nullif(strip(u.replaced::tsvector || case when u.erased then '' else coalesce(w.former, '')
        || case when u.described is null then '' else coalesce(w.described, '') end
        || case when u.placed is null then '' else coalesce(w.placed, '') end end), '') as former) c),
  written as (
    insert into ${schema}.search (number, open, described, placed, said, former)
    select number, open, described, placed, said, former from changes
    on conflict (number) do update set open = excluded.open, described = excluded.described, placed = excluded.placed, said = excluded.said,
      former = excluded.former)`;

/** Only what differs is counted: a message does not touch the words that the ticket has. The empty word counts tickets. */
const countsSql = (schema: string): string => `compared as materialized (
    select c.*, coalesce(open = was_open, false) as same from changes c),
  seen as (
    select word, sum(t) as tickets, sum(o) as open, sum(f) as former from (
      select unnest(case when same then tsvector_to_array(ts_delete(words, tsvector_to_array(old_words)))
        else array_append(tsvector_to_array(words), '') end) as word, 1 as t, open::integer as o, 0 as f from compared
      union all
      select unnest(case when same then tsvector_to_array(ts_delete(old_words, tsvector_to_array(words)))
        else array_append(tsvector_to_array(old_words), '') end), -1, -was_open::integer, 0 from compared where old_words is not null
      union all
      select unnest(tsvector_to_array(former)), 0, 0, 1 from compared
      union all
      select unnest(tsvector_to_array(old_former)), 0, 0, -1 from compared) w
    group by word having sum(t) <> 0 or sum(o) <> 0 or sum(f) <> 0)
  insert into ${schema}.vocabulary as v (word, tickets, open, former, near)
  select word, tickets, open, former, ${schema}.near_keys(word) from seen
  on conflict (word) do update set tickets = v.tickets + excluded.tickets, open = v.open + excluded.open,
    former = v.former + excluded.former`;
