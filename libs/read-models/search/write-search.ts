import type { Queryable } from '#libs/platform/database.js';
import type { TicketRow } from '../fields.js';
import { query } from '../queries/sql.js';
import { wordsOf } from './normal-form.js';
import { ADDING, CHANGING, readTexts, textsAfter, type Text, type Writing } from './texts.js';

/** What a batch changes in the words of a ticket. */
export interface SearchChange {
  /** The ticket after the batch. */
  readonly ticket: Pick<TicketRow, 'ticketId' | 'number' | 'status'>;
  /** Of the batch, in the order of the log. */
  readonly events: readonly Writing[];
}

/** Whether an event changes what a search finds. */
export function isSearched({ type, data }: { readonly type: string; readonly data: object }): boolean {
  return ADDING.has(type) || CHANGING.has(type) || ('to' in data && data.to === 'closed');
}

/** Words of the ticket may go, so that nobody has them any longer. */
export function takesWords({ events }: SearchChange): boolean {
  return events.some(({ type }) => CHANGING.has(type));
}

/**
 * Writes the words of tickets that a batch changes, and how often words occur: its statement is sent at once, unless texts have to be read again.
 * @param schema of the computation
 * @param position of the last event of the batch
 * @param filling a rebuild fills the table: `completeSearch` counts the words at its end
 */
export async function writeSearch(
  db: Queryable,
  schema: string,
  changes: readonly SearchChange[],
  position: number,
  filling = false,
): Promise<void> {
  if (changes.length === 0) return;
  const isNew = ({ events }: SearchChange): boolean => events[0]?.type === 'TicketOpened';
  const again = changes.filter((change) => takesWords(change) && !isNew(change));
  const ids = again.map(({ ticket }) => ticket.ticketId);
  const read = ids.length > 0 ? await readTexts(db, ids, position) : undefined;
  const gone = await query<{ word: string }>(db, `${WRITE(schema)} ${filling ? 'select' : `, ${COUNT(schema)}`}`, [
    changes.map(({ ticket }) => ticket.number),
    changes.map(({ ticket }) => ticket.status !== 'closed'),
    changes.map((change) => isNew(change) || takesWords(change)),
    changes.map(({ ticket, events }) => vectorOf(read?.get(ticket.ticketId) ?? textsAfter(events))),
  ]);
  if (gone.length === 0) return;
  await query(db, `delete from ${schema}.vocabulary where word = any($1)`, [gone.map(({ word }) => word)]);
}

/** Counts the words of a computation that was filled without; again where a rebuild was killed after it had counted them. */
export async function completeSearch(db: Queryable, schema: string): Promise<void> {
  await db.query(`delete from ${schema}.vocabulary;
    insert into ${schema}.vocabulary (word, tickets, open, near)
    select ltrim(word, '${FORMER}'), sum(e.ndoc), coalesce(sum(o.ndoc) filter (where word not like '${FORMER}%'), 0), ${schema}.near_keys(ltrim(word, '${FORMER}'))
    from ts_stat('select words from ${schema}.search') e
    left join ts_stat('select words from ${schema}.search where open') o using (word) group by 1`);
}

/** Stands before the words of former texts. */
export const FORMER = '~';
/**
 * A tsvector takes a megabyte. What a ticket has beyond these bytes is not found: thousands of words that occur nowhere else would stop
 * the projector.
 */
const MOST_BYTES = 400_000;

/** A tsvector with the words of some texts: between two texts is a place that nothing is at. */
export function vectorOf(texts: readonly Text[]): string {
  const places = new Map<string, string>();
  let start = 1;
  let bytes = 0;
  for (const { text, weight, former } of texts) {
    if (bytes > MOST_BYTES) break;
    const words = wordsOf(text);
    for (const { key, place } of words) {
      const word = former ? FORMER + key : key;
      const before = places.get(word);
      const own = `${start + place}${weight}`;
      bytes += before === undefined ? Buffer.byteLength(word) + 4 : 2;
      places.set(word, before === undefined ? own : `${before},${own}`);
    }
    start += (words.at(-1)?.place ?? -1) + 1;
  }
  return [...places].map(([word, at]) => `'${word}':${at}`).join(' ');
}

/** A message is put behind the words that are there. */
const WRITE = (schema: string): string => `with changes as materialized (
    select u.number, u.open, case when u.whole then u.words::tsvector
        when octet_length(tsvectorsend(s.words)) > ${MOST_BYTES} then s.words else s.words || u.words::tsvector end as words,
      s.open as was_open, s.words as old_words
    from unnest($1::integer[], $2::boolean[], $3::boolean[], $4::text[]) as u (number, open, whole, words)
    left join lateral (select * from ${schema}.search s where s.number = u.number offset 0) s on true),
  written as (
    insert into ${schema}.search (number, open, words) select number, open, words from changes
    on conflict (number) do update set open = excluded.open, words = excluded.words)`;

/** Returns the words that no ticket has any longer. */
const COUNT = (schema: string): string => `counted as (
    select ltrim(word, '${FORMER}') as word, sum(d.sign) as tickets, sum(d.sign) filter (where d.open and word not like '${FORMER}%') as open
    from changes cross join lateral (values (words, open, 1), (old_words, was_open, -1)) d (words, open, sign)
    cross join lateral unnest(tsvector_to_array(d.words)) word group by 1),
  totals as (insert into ${schema}.vocabulary as v (word, tickets, open, near)
  select word, tickets, coalesce(open, 0), case when exists (select from ${schema}.vocabulary k where k.word = counted.word) then '{}'
    else ${schema}.near_keys(word) end from counted where tickets <> 0 or open <> 0
  on conflict (word) do update set tickets = v.tickets + excluded.tickets, open = v.open + excluded.open returning v.word, v.tickets)
  select word from totals where tickets <= 0`;
