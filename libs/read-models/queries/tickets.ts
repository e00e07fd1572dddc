import type { Queryable } from '#libs/platform/database.js';
import type { SortKey, TicketFilter, TicketPage } from '../types.js';
import {
  behind,
  columnOf,
  conditions,
  isOfSpan,
  keyOf,
  orderBy,
  readCursor,
  mayBeClosed,
  wordsOf,
} from './conditions.js';
import { encodeCursor, type Cursor } from './cursor.js';
import { AT, asOfCte, toAsOf, type AsOfRow } from './as-of.js';
import { itemsText, readItems } from './item.js';
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
import { modifiedLast, partsOf, textOf } from './source.js';
import { lookedUp, Parameters, query } from './sql.js';

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
  const list = { openOnly: !mayBeClosed(filter) && !filter.at, newestFirst, limit };
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
  const text = `with ${asOfCte(parameters, filter.at)}
    select a.position, a.at, a.time_zone, (${rowsOf(filter, parameters, way)}) as items from as_of a`;
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
  const { sort, limit, at } = filter;
  const cursor = filter.cursor === undefined ? undefined : readCursor(filter.cursor, sort);
  const inOrder = `order by ${orderBy(sort)} limit ${limit + 1}`;
  const { parts, where } =
    way?.by === 'shelves' ? fromShelves(filter, way, parameters, cursor) : selection(filter, parameters, way, cursor);
  if (cursor) where.push(behind(cursor, parameters));
  // The last ticket that was there bounds a list by number: numbers ascend with the log.
  if (at && columnOf(sort) === 'number')
    where.push(
      `t.number <= (select f.number from tickets f where f.opened_at <= ${AT} order by f.opened_at desc, f.number desc limit 1)`,
    );
  const columns = 't.ticket_id, t.number, t.opened_at, t.modified_at, t.item';
  const found = parts.map(
    (part) => `(select ${columns} from ${part} t where ${[...where, 'true'].join(' and ')} ${inOrder})`,
  );
  const page = found.length === 1 ? found[0] : `(select * from (${found.join(' union all ')}) t ${inOrder})`;
  return `select ${itemsText(textOf(at), orderBy(sort))} from ${page} t`;
}

/** Where tickets are looked for, each part as `t`, and under which conditions. */
interface Selection {
  readonly parts: readonly string[];
  readonly where: string[];
}

function selection(filter: PageFilter, parameters: Parameters, way?: Way, cursor?: Cursor): Selection {
  const { at, limit } = filter;
  const where = conditions(filter, parameters);
  if (way?.by === 'log') {
    const events = limit * (cursor ? 20 : where.length > 0 ? 10 : 4);
    const last = modifiedLast(events, cursor ? `${parameters.add(new Date(cursor.key))}::timestamptz` : AT);
    return { parts: last.parts, where: [...where, last.where] };
  }
  const typed = wordsOf(filter);
  if (!typed) return { parts: ['tickets'], where: [...where, 'false'] };
  if (way?.by === 'list') where.push(inText(parameters.add(beginningsQuery(typed)), at));
  if (way?.by !== 'words') return { parts: partsOf(at), where };
  const matches = lookedUp(matchesOf(way, placeholders(typed, parameters)));
  return { parts: partsOf(at, matches, at && inText(parameters.add(beginningsQuery(typed)), at)), where };
}

/** The rows of a page that are on shelves. From one shelf after the other they come in order, without being sorted. */
function fromShelves(filter: PageFilter, way: ByShelves, parameters: Parameters, cursor?: Cursor): Selection {
  const { sort, limit } = filter;
  const typed = placeholders(wordsOf(filter) || [], parameters);
  const newest = cursor && way.inTurn ? new Date(cursor.key) : undefined;
  const where = [
    ...onShelf(way, 'i'),
    ...conditions(filter, parameters),
    ...(cursor ? [behind(cursor, parameters)] : []),
  ];
  const inOrder = way.inTurn ? `order by ${orderBy(sort)} limit ${limit + 1}` : '';
  const ticket = `select * from tickets f where f.ticket_id = i.ticket_id offset 0`;
  const matches = `select t.* from search_index i cross join lateral (${ticket}) t where ${where.join(' and ')} ${inOrder}`;
  const end = way.inTurn ? `limit ${limit + 1}` : '';
  return {
    parts: [
      `(select t.* from ${shelves(way, typed, parameters, newest)} cross join lateral (${matches} offset 0) t ${end})`,
    ],
    where: [],
  };
}

/** The ids of the tickets that the index of all words finds. */
export function matchesOf(way: Pick<Occurrence, 'spelledOut'>, typed: readonly string[]): string {
  return `select i.ticket_id from search_index i where ${amongAll(way, typed, 'i').join(' and ')}`;
}

function placeholders(words: readonly string[], parameters: Parameters): string[] {
  return words.map((word) => `${parameters.add(word)}::text`);
}

/** Whether the text of a ticket `t` has the words: asked of each ticket in turn, so that the order of the list may be followed. */
export function inText(query: string, at?: Date): string {
  return `${textOf(at, 'search')} @@ ${query}::tsquery`;
}
