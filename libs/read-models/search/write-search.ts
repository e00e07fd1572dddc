import type { Queryable } from '#libs/platform/database.js';
import type { RecordedEvent, Status } from '#libs/tickets/events.js';
import { wordsOf } from './normal-form.js';

/** What a batch of events changes in the words of a ticket. */
export interface SearchChange {
  readonly number: number;
  readonly open: boolean;
  /** What was there before the batch has gone. */
  readonly erased: boolean;
  /** Undefined when it stays. */
  readonly description?: string | null;
  /** Descriptions that came and went within the batch. */
  readonly replaced: readonly string[];
  readonly messages: readonly string[];
}

/** Collects what a batch changes in the words of tickets, event by event in the order of the log. */
export class SearchChanges {
  private readonly changes = new Map<string, Omit<SearchChange, 'number' | 'open'>>();

  add(event: RecordedEvent): void {
    const { ticketId } = event;
    const before = this.changes.get(ticketId) ?? { erased: false, replaced: [], messages: [] };
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

function changed(before: Change, event: RecordedEvent): Change | undefined {
  switch (event.type) {
    case 'TicketOpened':
      return { ...before, description: event.data.description };
    case 'DescriptionChanged': {
      const replaced = before.description ? [...before.replaced, before.description] : before.replaced;
      return { ...before, description: event.data.description, replaced };
    }
    case 'MessagePosted':
      return { ...before, messages: [...before.messages, event.data.text ?? ''] };
    case 'TextErased':
      return { erased: true, description: null, replaced: [], messages: [] };
    case 'StatusChanged':
      return event.data.to === 'closed' ? before : undefined;
    default:
      return undefined;
  }
}

/**
 * Writes the words of tickets that a batch changes, and how often words occur.
 * @param counted false while a rebuild fills the table: words are counted at its end
 */
export async function writeSearch(db: Queryable, changes: readonly SearchChange[], counted = true): Promise<void> {
  if (changes.length === 0) return;
  const column = <T>(pick: (change: SearchChange) => T): T[] => changes.map(pick);
  await db.query({
    name: counted ? 'write-search' : 'fill-search',
    text: counted ? `${WORDS}, ${COUNTS}` : `${WORDS} select`,
    values: [
      column(({ number }) => number),
      column(({ open }) => open),
      column(({ erased }) => erased),
      column(({ description }) => (description === undefined ? null : vectorOf([description ?? ''], 'A'))),
      column(({ replaced }) => vectorOf(replaced)),
      column(({ messages }) => vectorOf(messages)),
    ],
  });
}

/** PostgreSQL keeps places up to this one. */
const LAST_PLACE = 16_383;

/** A tsvector with the words of some texts: between two texts is a place that nothing is at. */
function vectorOf(texts: readonly string[], weight = ''): string {
  const places = new Map<string, string>();
  let start = 1;
  for (const text of texts) {
    const words = wordsOf(text);
    for (const { key, places: at } of words) {
      const before = places.get(key);
      const own = at.map((place) => `${Math.min(start + place, LAST_PLACE)}${weight}`).join();
      places.set(key, before === undefined ? own : `${before},${own}`);
    }
    start += (words.at(-1)?.places.at(-1) ?? 0) + 1;
  }
  return [...places].map(([key, at]) => `'${key}':${at}`).join(' ');
}

const WORDS = `with changes as materialized (
    select c.number, c.open, s.open as was_open, s.words as before, f.kept || c.described || c.said as words,
      nullif(coalesce(case when c.erased then '' else s.former end, '') || strip(ts_delete(f.gone || c.replaced,
        tsvector_to_array(f.kept || c.described || c.said))), '') as former
    from (select number, open, erased, described is not null as redescribed, coalesce(described::tsvector, '') as described,
        replaced::tsvector as replaced, said::tsvector as said
      from unnest($1::integer[], $2::boolean[], $3::boolean[], $4::text[], $5::text[], $6::text[])
        as u (number, open, erased, described, replaced, said)) c
    cross join lateral (select (select s from search s where s.number = c.number) as s) was
    cross join lateral (select (was.s).words, (was.s).open, (was.s).former) s
    cross join lateral (select
      case when c.erased then '' when c.redescribed then ts_filter(coalesce(s.words, ''), '{d}') else coalesce(s.words, '') end as kept,
      case when c.redescribed and not c.erased then ts_filter(coalesce(s.words, ''), '{a}') else '' end as gone) f),
  written as (
    insert into search (number, open, words, former) select number, open, words, former from changes
    on conflict (number) do update set open = excluded.open, words = excluded.words, former = excluded.former)`;

/** Only what differs is counted: a message does not touch the words that the ticket has. */
const COUNTS = `seen as (
    select word, sum(n) as tickets, sum(o) as open from (
      select unnest(case when same then tsvector_to_array(ts_delete(words, tsvector_to_array(before)))
        else array_append(tsvector_to_array(words), '') end) as word,
        1 as n, open::integer as o from changes c cross join lateral (select coalesce(c.open = c.was_open, false) as same) s
      union all
      select unnest(case when same then tsvector_to_array(ts_delete(before, tsvector_to_array(words)))
        else array_append(tsvector_to_array(before), '') end),
        -1, -was_open::integer from changes c cross join lateral (select c.open = c.was_open as same) s where before is not null) w
    group by word having sum(n) <> 0 or sum(o) <> 0)
  insert into vocabulary as v (word, tickets, open, near) select word, tickets, open, near_keys(word) from seen
  on conflict (word) do update set tickets = v.tickets + excluded.tickets, open = v.open + excluded.open`;
