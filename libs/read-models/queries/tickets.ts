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
import { asOfCte, toAsOf, type AsOfRow } from './as-of.js';
import {
  amongAll,
  beginningsQuery,
  isSplit,
  occurrenceOf,
  onShelf,
  searchWays,
  shelves,
  type ByShelves,
  type Occurrence,
  type SearchWay,
} from './search.js';
import { MODIFIED_SINCE, modifiedLast, unmodifiedSince } from './source.js';
import { ACTIVE, query, lookedUp, Parameters } from './sql.js';

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
  const list = { openOnly: !mayBeClosed(filter), newestFirst, limit };
  const ways = searchWays(await occurrenceOf(db, typed), list);
  for (const way of ways.slice(0, -1)) {
    const found = await onePage(db, page, way);
    if (await isWhole(db, found, way)) return found;
  }
  return onePage(db, page, ways.at(-1));
}

/** Whether a page that was found in this way holds all it should. */
async function isWhole(db: Queryable, { nextCursor, lastTied }: FoundPage, way: SearchWay): Promise<boolean> {
  if (way.by !== 'shelves') return nextCursor !== null;
  if (!nextCursor) return way.most === undefined;
  // What was modified in the same millisecond may come before it, and stand on the next shelf.
  return !lastTied || !(await isSplit(db, lastTied, way.of));
}

/** Whether the tickets modified last probably fill a page. */
function isOfTheLast({ sort, q, numbers, status, check, openedFrom, openedUntil, openedMonth }: PageFilter): boolean {
  const narrowed = [q, numbers, check, openedFrom, openedUntil, openedMonth].some((one) => one !== undefined);
  return sort === '-modified' && !narrowed && (!status?.length || status.some((one) => one !== 'closed'));
}

type Way = SearchWay | { readonly by: 'log' };

interface FoundPage extends TicketPage {
  /** When its last ticket was modified, if the next one was at the same time. */
  readonly lastTied?: Date;
}

async function onePage(db: Queryable, filter: PageFilter, way?: Way): Promise<FoundPage> {
  const { sort, limit } = filter;
  const parameters = new Parameters();
  const moment = asOfCte(parameters, filter.at);
  const text = `with ${moment} select m.as_of, m.at, m.time_zone, (${rowsOf(filter, parameters, way)}) as items from moment m`;
  const [row] = await query<AsOfRow & { items: string | null }>(db, text, parameters.values, isOfSpan(filter));
  const { items: found, ...asked } = row as AsOfRow & { items: string | null };
  const read = readItems(found);
  const items = read.slice(0, limit);
  const last = items.at(-1);
  const more = read.length > limit && last;
  const nextCursor = more ? encodeCursor({ sort, key: keyOf(last, sort), number: last.number }) : null;
  const tied = more && read[limit]?.modifiedAt.getTime() === last.modifiedAt.getTime();
  return { items, nextCursor, moment: toAsOf(asked), ...(tied && { lastTied: last.modifiedAt }) };
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
  // Of items only the order of opening is not known; what is found through the shelves of the open ones is not closed.
  const ofItems = (way?.by === 'shelves' || way?.by === 'words') && isSearchOnly(filter) && columnOf(sort) !== 'opened';
  const found =
    way?.by === 'shelves'
      ? fromShelves(filter, way, parameters, ofItems, cursor)
      : first(selection(filter, parameters, way, ofItems), ofItems ? ITEM : '*');
  if (ofItems) return `select ${itemsText('t.item', 't.description', order)} from (${found}) t`;
  return `select ${itemsText('i.item', 'i.description', order)} from (${found}) t
    cross join lateral (select * from ${READ}.items i where i.generation = ${ACTIVE} and i.ticket_id = t.ticket_id offset 0) i`;
}

/** What of a row of `items` is asked for. */
const ITEM = 't.item, t.description, t.modified_at, t.number';

interface Selection {
  readonly source: string;
  readonly where: string[];
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
  const found = matchesOf(way, placeholders(typed, parameters));
  return [{ source: `${unmodifiedSince(lookedUp(found))} t`, where }, since];
}

/** Which table is asked (`t`, beside `m`, the moment) and under which conditions. */
function selection(filter: PageFilter, parameters: Parameters, way?: Way, ofItems = false): Selection {
  const where = [`t.generation = ${ACTIVE}`, ...conditions(filter, parameters)];
  const typed = wordsOf(filter);
  if (!typed) return { source: `${READ}.tickets t`, where: [...where, 'false'] };
  if (way?.by === 'list') where.push(inText(parameters.add(beginningsQuery(typed))));
  if (way?.by !== 'words') return { source: `${READ}.tickets t`, where };
  const words = placeholders(typed, parameters);
  if (ofItems) return { source: `${READ}.items t`, where: amongAll(way, words, 't') };
  return { source: `${lookedUp(matchesOf(way, words))} t`, where };
}

/** The rows of a page that stand on shelves. From one shelf after the other they come in order, without being sorted. */
function fromShelves(
  filter: PageFilter,
  way: ByShelves,
  parameters: Parameters,
  ofItems: boolean,
  cursor?: Cursor,
): string {
  const { sort, limit } = filter;
  const typed = placeholders(wordsOf(filter) || [], parameters);
  const newest = cursor && way.inTurn ? new Date(cursor.key) : undefined;
  const where = [
    ...onShelf(way, 'i'),
    ...(ofItems ? [] : conditions(filter, parameters)),
    ...(cursor ? [behind(cursor, parameters)] : []),
  ];
  const inOrder = `order by ${orderBy(sort)} limit ${limit + 1}`;
  const ticket = `select * from ${READ}.tickets f where f.generation = ${ACTIVE} and f.ticket_id = i.ticket_id offset 0`;
  const source = `${READ}.items i cross join lateral (${ofItems ? 'select i.*' : ticket}) t`;
  const matches = `select ${ofItems ? ITEM : 't.*'} from ${source} where ${where.join(' and ')} ${way.inTurn ? inOrder : ''}`;
  const end = way.inTurn ? `limit ${limit + 1}` : inOrder;
  return `select t.* from ${shelves(way, typed, parameters, newest)} cross join lateral (${matches} offset 0) t ${end}`;
}

/** The ids of the tickets that the index of all words finds. */
export function matchesOf(way: Pick<Occurrence, 'spelledOut'>, typed: readonly string[]): string {
  return `select i.ticket_id from ${READ}.items i where ${amongAll(way, typed, 'i').join(' and ')}`;
}

function placeholders(words: readonly string[], parameters: Parameters): string[] {
  return words.map((word) => `${parameters.add(word)}::text`);
}

/** Asked of each ticket in turn, so that the order of the list may be followed. */
export function inText(query: string): string {
  return `(select x.search @@ ${query}::tsquery from ${READ}.texts x where x.generation = t.generation and x.ticket_id = t.ticket_id)`;
}
