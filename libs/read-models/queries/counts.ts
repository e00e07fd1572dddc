import type { Queryable } from '#libs/platform/database.js';
import type { BoundedCount, TicketFilter } from '../types.js';
import { conditions, isOfSpan, isSearchOnly, mayBeClosed, wordsOf } from './conditions.js';
import { asOfCte } from './as-of.js';
import {
  beginningsQuery,
  occurrenceOf,
  onShelf,
  shelves,
  throughShelves,
  type ByShelves,
  type Occurrence,
} from './search.js';
import { ticketsOf } from './source.js';
import { query, lookedUp, Parameters } from './sql.js';
import { inText, matchesOf } from './tickets.js';

/** A count beyond this is only said to be more. */
export const COUNTED_UP_TO = 1_000;
/** So many matches of a search are looked at; where there are more, its counts are said to be more. */
const LOOKED_AT = 5_000;
/** Where one ticket in so many matches, counting along the list is soonest done. */
const OFTEN = 1 / 10;

/** Of more matches than these the index need not be asked for all: some shelves hold enough. */
const MANY = 2 * COUNTED_UP_TO;

/**
 * How many tickets each filter finds, all at one time, exact up to a bound.
 * @param lookedAt so many matches of a search at most
 */
export async function countTickets<K extends string>(
  db: Queryable,
  filters: Record<K, TicketFilter>,
  lookedAt = LOOKED_AT,
): Promise<Record<K, BoundedCount>> {
  const counting = new Counting(db, lookedAt);
  const entries = Object.entries(filters) as [K, TicketFilter][];
  const asOf = asOfCte(counting.parameters, entries[0]?.[1].at);
  const counts: string[] = [];
  for (const [, filter] of entries) counts.push(await counting.count(filter));
  const text = `with ${[asOf, ...counting.found.values()].join(', ')}
    select array[${counts.join(', ')}]::integer[] as counts from as_of a`;
  const [row] = await query<{ counts: number[] }>(
    db,
    text,
    counting.parameters.values,
    entries.some(([, filter]) => isOfSpan(filter)),
  );
  const counted = row?.counts ?? [];
  const bounded = entries.map(([key], i): [K, BoundedCount] => {
    const count = counted[i] ?? 0;
    if (count < 0) return [key, { count: -count - 1, more: true }];
    return [key, { count: Math.min(count, COUNTED_UP_TO), more: count > COUNTED_UP_TO }];
  });
  return Object.fromEntries(bounded) as Record<K, BoundedCount>;
}

/** The parts of the statement: what a search finds is found once for all that count in it. */
class Counting {
  readonly parameters = new Parameters();
  readonly found = new Map<string, string>();
  private readonly ways = new Map<string, Promise<Found>>();

  constructor(
    private readonly db: Queryable,
    private readonly lookedAt: number,
  ) {}

  /** How many; where not all matches were looked at, -1 less that many. Matches are looked at as they are asked for. */
  async count(filter: TicketFilter): Promise<string> {
    const { parameters } = this;
    const found = await this.findersOf(filter);
    const where = conditions(filter, parameters);
    const of = (source: string, more: readonly string[] = []): string =>
      `select count(*) as n from (select from ${source} t where ${[...where, ...more, 'true'].join(' and ')} limit ${COUNTED_UP_TO + 1}) c`;
    const among = (matches: string, source = matches): string =>
      `(select case when n <= ${COUNTED_UP_TO} and (select count(*) from ${matches}) > ${this.lookedAt} then -1 - n else n end
        from (${of(source)}) c)`;
    if ('along' in found) return `(${of(ticketsOf(filter.at), found.along)})`;
    if (filter.at) return among(this.all(found), this.past(found, filter.at));
    if (!mayBeClosed(filter)) return among(this.open(found));
    const all = this.all(found);
    return among(all, isSearchOnly(filter) ? all : lookedUp(`select ticket_id from ${all}`));
  }

  private open({ name, words, occurrence }: Matches): string {
    const ids = `${this.onShelves(throughShelves(occurrence, 'open'), words)} limit ${this.lookedAt + 1}`;
    return this.once(`open_${name}`, `select f.* from ${lookedUp(ids)} f`);
  }

  private all({ name, words, occurrence }: Matches): string {
    const many = occurrence.likely * occurrence.tickets > MANY;
    const ids = many ? this.onShelves(throughShelves(occurrence, 'all'), words) : matchesOf(occurrence, words);
    return this.once(`all_${name}`, `${ids} limit ${this.lookedAt + 1}`);
  }

  private onShelves(way: ByShelves, words: readonly string[]): string {
    const matches = `select i.ticket_id from search_index i where ${onShelf(way, 'i').join(' and ')} offset 0`;
    return `select t.ticket_id from ${shelves(way, words, this.parameters)} cross join lateral (${matches}) t`;
  }

  /** Like all of now, and those that changed since, which are few. */
  private past(found: Matches, at: Date): string {
    const matches = lookedUp(`select ticket_id from ${this.all(found)}`);
    const those = ticketsOf(at, matches, inText(found.query, at));
    return this.once(`past_${found.name}`, `select p.* from ${those} p`);
  }

  private once(name: string, text: string): string {
    if (!this.found.has(name)) this.found.set(name, `${name} as materialized (${text})`);
    return name;
  }

  private findersOf(filter: TicketFilter): Promise<Found> {
    const key = `${filter.at?.getTime() ?? ''} ${filter.q ?? ''}`;
    let found = this.ways.get(key);
    if (!found) this.ways.set(key, (found = this.find(filter, String(this.ways.size))));
    return found;
  }

  private async find(filter: TicketFilter, name: string): Promise<Found> {
    const typed = wordsOf({ q: filter.q });
    if (!typed) return { along: ['false'] };
    if (typed.length === 0) return { along: [] };
    const occurrence = await occurrenceOf(this.db, typed);
    const often = occurrence.likely >= OFTEN;
    const query = often || filter.at ? this.query(typed) : '';
    if (often) return { along: [inText(query, filter.at)] };
    const words = typed.map((word) => `${this.parameters.add(word)}::text`);
    return { name, words, occurrence, query };
  }

  private query(typed: readonly string[]): string {
    return this.parameters.add(beginningsQuery(typed));
  }
}

/** How the tickets of a search are found: by conditions on each ticket of the list, or by an index. */
type Found = { readonly along: readonly string[] } | Matches;

interface Matches {
  readonly name: string;
  /** Placeholders. */
  readonly words: readonly string[];
  readonly occurrence: Occurrence;
  /** Placeholder of the text query, for a past time. */
  readonly query: string;
}
