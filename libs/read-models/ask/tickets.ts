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
import { itemOf, itemsText, readItems } from './item.js';
import { momentCte, toMoment, type MomentRow } from './moment.js';
import { beginningsQuery, hits, occurrenceOf, onShelves, searchWays, type SearchWay } from './search.js';
import { MODIFIED_SINCE, modifiedLast, unmodifiedSince } from './source.js';
import { ACTIVE, ask, lookedUp, Parameters } from './sql.js';

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
  if (filter.at && isOfTheLast(page)) {
    const found = await onePage(db, page, { by: 'log' });
    if (found.nextCursor) return found;
  }
  if (!typed || typed.length === 0) return onePage(db, page);
  const newestFirst = sort === '-modified' && !filter.at;
  const list = { openOnly: !mayBeClosed(filter), newestFirst, fromTop: !filter.cursor, limit };
  const ways = searchWays(await occurrenceOf(db, typed), list);
  for (const way of ways.slice(0, -1)) {
    const found = await onePage(db, page, way);
    if (found.nextCursor) return found;
  }
  return onePage(db, page, ways.at(-1));
}

/** Whether the tickets modified last probably fill a page. */
function isOfTheLast({ sort, q, numbers, status, check, openedFrom, openedUntil, openedMonth }: PageFilter): boolean {
  const narrowed = [q, numbers, check, openedFrom, openedUntil, openedMonth].some((one) => one !== undefined);
  return sort === '-modified' && !narrowed && (!status?.length || status.some((one) => one !== 'closed'));
}

type Way = SearchWay | { readonly by: 'log' };

async function onePage(db: Queryable, filter: PageFilter, way?: Way): Promise<TicketPage> {
  const { sort, limit } = filter;
  const parameters = new Parameters();
  const moment = momentCte(parameters, filter.at);
  const text = `with ${moment} select m.as_of, m.at, m.time_zone, (${rowsOf(filter, parameters, way)}) as items from moment m`;
  const [row] = await ask<MomentRow & { items: string | null }>(db, text, parameters.values, isOfSpan(filter));
  const { items: found, ...asked } = row as MomentRow & { items: string | null };
  const read = readItems(found);
  const items = read.slice(0, limit);
  const last = items.at(-1);
  const more = read.length > limit && last;
  const nextCursor = more ? encodeCursor({ sort, key: keyOf(last, sort), number: last.number }) : null;
  return { items, nextCursor, moment: toMoment(asked) };
}

/** The rows of a page and one more, as one text. */
function rowsOf(filter: PageFilter, parameters: Parameters, way?: Way): string {
  const { sort, limit } = filter;
  const cursor = filter.cursor ? readCursor(filter.cursor, sort) : undefined;
  const order = orderBy(sort);
  const inOrder = `order by ${order} limit ${limit + 1}`;
  const first = ({ source, where }: Selection, columns = '*'): string => {
    const all = cursor ? [...where, behind(cursor, parameters)] : where;
    return `select ${columns} from ${source} where ${all.join(' and ')} ${inOrder}`;
  };
  if (filter.at) {
    const parts = past(filter, parameters, way, cursor).map((part) => `(${first(part)})`);
    const all = `select * from (${parts.join(' union all ')}) t ${inOrder}`;
    return `select ${itemsText(itemOf('t'), 't.description', order)} from (${all}) t`;
  }
  const selected = selection(filter, parameters, way, cursor);
  if (selected.ofItems) {
    const columns = 't.item, t.description, t.modified_at, t.number';
    return `select ${itemsText('t.item', 't.description', order)} from (${first(selected, columns)}) t`;
  }
  return `select ${itemsText('i.item', 'i.description', order)} from (${first(selected)}) t
    left join ${READ}.items i on i.generation = t.generation and i.ticket_id = t.ticket_id`;
}

interface Selection {
  readonly source: string;
  readonly where: string[];
  /** `t` is a row of `items`, not of `tickets`. */
  readonly ofItems?: boolean;
}

/** A list of a past moment: what was modified last, or in two parts, of which what was not modified since is found like in a list of now. */
function past(filter: PageFilter, parameters: Parameters, way?: Way, cursor?: Cursor): Selection[] {
  const where = ['true', ...conditions(filter, parameters)];
  if (way?.by === 'log') {
    const events = filter.limit * (cursor ? 20 : where.length > 1 ? 10 : 4);
    const last = modifiedLast(events, cursor && `${parameters.add(new Date(cursor.key))}::timestamptz`);
    return [{ source: `${last.source} t`, where: [...where, last.where] }];
  }
  const typed = wordsOf(filter);
  if (!typed) return [{ source: `${unmodifiedSince()} t`, where: [...where, 'false'] }];
  if (!way) return [unmodifiedSince(), MODIFIED_SINCE].map((source) => ({ source: `${source} t`, where }));
  const matching = [...where, `t.search @@ ${parameters.add(beginningsQuery(typed))}::tsquery`];
  const since = { source: `${MODIFIED_SINCE} t`, where: matching };
  if (way.by !== 'words') return [{ source: `${unmodifiedSince()} t`, where: matching }, since];
  const words = typed.map((word) => `${parameters.add(word)}::text`);
  return [{ source: `${unmodifiedSince(lookedUp(hits(way, words)))} t`, where }, since];
}

/** Which table is asked (`t`, beside `m`, the moment) and under which conditions. */
function selection(filter: PageFilter, parameters: Parameters, way?: Way, cursor?: Cursor): Selection {
  const where = [`t.generation = ${ACTIVE}`, ...conditions(filter, parameters)];
  const typed = wordsOf(filter);
  if (!typed) return { source: `${READ}.tickets t`, where: [...where, 'false'] };
  if (!way || way.by === 'log') return { source: `${READ}.tickets t`, where };
  if (way.by === 'list') {
    return { source: `${READ}.tickets t`, where: [...where, inText(parameters.add(beginningsQuery(typed)))] };
  }
  const words = typed.map((word) => `${parameters.add(word)}::text`);
  // Of items only the order of opening is not known; the shelves of the open ones hold no others.
  const ofItems = isSearchOnly(filter) && columnOf(filter.sort) !== 'opened';
  if (way.by === 'words') {
    const found = hits(way, words);
    return ofItems
      ? { source: `${lookedUp(found, 'items')} t`, where: ['true'], ofItems }
      : { source: `${lookedUp(found)} t`, where };
  }
  const inTime = cursor && columnOf(filter.sort) === 'modified';
  const shelved = onShelves(way, words, parameters, inTime && way.newest ? new Date(cursor.key) : undefined);
  if (ofItems) return { source: `${READ}.items t`, where: shelved, ofItems };
  if (inTime) shelved.push(behind(cursor, parameters));
  return { source: `${lookedUp(`select t.ticket_id from ${READ}.items t where ${shelved.join(' and ')}`)} t`, where };
}

/** Asked of each ticket in turn, so that the order of the list may be followed. */
export function inText(query: string): string {
  return `(select x.search @@ ${query}::tsquery from ${READ}.texts x where x.generation = t.generation and x.ticket_id = t.ticket_id)`;
}
