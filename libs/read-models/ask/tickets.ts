import type { Queryable } from '#libs/platform/database.js';
import { READ } from '../schema.js';
import type { SortKey, TicketFilter, TicketPage } from '../types.js';
import {
  behind,
  columnOf,
  conditions,
  isOfSpan,
  isSearchOnly,
  keyOf,
  orderBy,
  readCursor,
  mayBeClosed,
  wordsOf,
} from './conditions.js';
import { encodeCursor, type Cursor } from './cursor.js';
import { fromJson, itemsJson, type ItemJson } from './item.js';
import { momentCte, toMoment, type MomentRow } from './moment.js';
import { beginningsQuery, hits, occurrenceOf, onShelves, searchWays, typedWords, type SearchWay } from './search.js';
import { PAST_TICKETS, PAST_TICKETS_BY_MODIFIED } from './source.js';
import { ACTIVE, ask, Parameters } from './sql.js';

/** Rows of a page unless told otherwise, and at most. */
export const DEFAULT_LIMIT = 50;
export const MOST_ROWS = 200;

type PageFilter = TicketFilter & { readonly sort: SortKey; readonly limit: number };

/**
 * A page of the tickets that a filter finds, by key: a later page starts behind the last row of the one before.
 * @param mostRows of a page
 * @throws {QuestionError} when the cursor is none, or of another order
 */
export async function listTickets(db: Queryable, filter: TicketFilter, mostRows = MOST_ROWS): Promise<TicketPage> {
  const sort = filter.sort ?? '-modified';
  const limit = Math.min(filter.limit ?? DEFAULT_LIMIT, mostRows);
  const typed = wordsOf(filter);
  const page = { ...filter, sort, limit };
  if (!typed || typed.length === 0) return onePage(db, page);
  const cursor = filter.cursor ? readCursor(filter.cursor, sort) : undefined;
  const newestFrom = sort === '-modified' ? (cursor?.key ?? Date.now()) : undefined;
  const list = { openOnly: !mayBeClosed(filter), newestFrom, limit };
  const ways = searchWays(await occurrenceOf(db, typed), list);
  for (const way of ways.slice(0, -1)) {
    const found = await onePage(db, page, way);
    if (found.nextCursor) return found;
  }
  return onePage(db, page, ways.at(-1));
}

async function onePage(db: Queryable, filter: PageFilter, way?: SearchWay): Promise<TicketPage> {
  const { sort, limit } = filter;
  const parameters = new Parameters();
  const moment = momentCte(parameters, filter.at);
  const cursor = filter.cursor ? readCursor(filter.cursor, sort) : undefined;
  const { source, where } = selection(filter, parameters, way, cursor);
  if (cursor) where.push(behind(cursor, parameters));
  const order = orderBy(sort);
  const first = (from: string): string =>
    `select * from ${from} where ${where.join(' and ')} order by ${order} limit ${limit + 1}`;
  const rowsOf =
    filter.at && columnOf(sort) === 'modified'
      ? `select * from (${PAST_TICKETS_BY_MODIFIED.map((part) => `(${first(`${part} t`)})`).join(' union all ')}) t
         order by ${order} limit ${limit + 1}`
      : first(source);
  const listed = filter.at
    ? `select ${itemsJson('t.description', order)} from (${rowsOf}) t`
    : `select ${itemsJson('x.description', order)} from (${rowsOf}) t
       left join ${READ}.texts x on x.generation = t.generation and x.ticket_id = t.ticket_id`;
  const text = `with ${moment} select m.as_of, m.at, m.time_zone, (${listed}) as items from moment m`;
  const [row] = await ask<MomentRow & { items: ItemJson[] | null }>(db, text, parameters.values, isOfSpan(filter));
  const { items: found, ...asked } = row as MomentRow & { items: ItemJson[] | null };
  const items = (found ?? []).slice(0, limit).map(fromJson);
  const last = items.at(-1);
  const more = found && found.length > limit && last;
  const nextCursor = more ? encodeCursor({ sort, key: keyOf(last, sort), number: last.number }) : null;
  return { items, nextCursor, moment: toMoment(asked) };
}

interface Selection {
  readonly source: string;
  readonly where: string[];
}

/** Which table is asked (`t`, beside `m`, the moment) and under which conditions. */
function selection(filter: PageFilter, parameters: Parameters, way?: SearchWay, cursor?: Cursor): Selection {
  if (filter.at) {
    const typed = typedWords(filter.q ?? '');
    const words = typed.length > 0 ? [`t.search @@ ${parameters.add(beginningsQuery(typed))}::tsquery`] : [];
    const nothing = filter.q && typed.length === 0 ? ['false'] : [];
    return { source: `${PAST_TICKETS} t`, where: ['true', ...conditions(filter, parameters), ...words, ...nothing] };
  }
  const where = [`t.generation = ${ACTIVE}`, ...conditions(filter, parameters)];
  const typed = wordsOf(filter);
  if (!typed) return { source: `${READ}.tickets t`, where: [...where, 'false'] };
  if (!way) return { source: `${READ}.tickets t`, where };
  if (way.by === 'list') {
    return { source: `${READ}.tickets t`, where: [...where, inText(parameters.add(beginningsQuery(typed)))] };
  }
  const words = typed.map((word) => `${parameters.add(word)}::text`);
  if (way.by === 'words') return { source: `${lookedUp(hits(way, words))} t`, where };
  return { source: `${lookedUp(fromShelves(filter, way, words, parameters, cursor))} t`, where };
}

/** The ids of the matches on the shelves; no more than the page needs, where nothing else is asked for. */
function fromShelves(
  filter: PageFilter,
  { rarest, weeks }: SearchWay & { by: 'shelves' },
  words: readonly string[],
  parameters: Parameters,
  cursor?: Cursor,
): string {
  const until = cursor && weeks ? `${parameters.add(new Date(cursor.key))}::timestamptz` : 'm.at';
  const where = onShelves(words, rarest, weeks ? parameters.add(weeks) : undefined, until);
  const inOrder = columnOf(filter.sort) === 'modified';
  if (cursor && inOrder) where.push(behind(cursor, parameters, 'n'));
  const cut = inOrder && isSearchOnly(filter) ? `order by ${orderBy(filter.sort, 'n')} limit ${filter.limit + 1}` : '';
  return `select n.ticket_id from ${READ}.newest n where ${where.join(' and ')} ${cut}`;
}

/** Asked of each ticket in turn, so that the order of the list may be followed. */
export function inText(query: string): string {
  return `(select x.search @@ ${query}::tsquery from ${READ}.texts x where x.generation = t.generation and x.ticket_id = t.ticket_id)`;
}

/** The tickets of some ids, each looked up by its key: the planner cannot know how few they are. */
export function lookedUp(ids: string): string {
  return `(select f.* from (${ids} offset 0) h cross join lateral (
    select * from ${READ}.tickets f where f.generation = ${ACTIVE} and f.ticket_id = h.ticket_id offset 0) f)`;
}
