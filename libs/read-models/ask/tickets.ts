import type { Queryable } from '#libs/platform/database.js';
import { READ } from '../schema.js';
import type { BoundedCount, SortKey, Status, TicketFilter, TicketPage } from '../types.js';
import { decodeCursor, encodeCursor, type Cursor } from './cursor.js';
import { QuestionError } from './errors.js';
import { fromJson, itemsJson, type ItemJson } from './item.js';
import { momentCte, toMoment, type MomentRow } from './moment.js';
import { beginningsQuery, beginOfWeeks, hits, searchWays, typedWords, type SearchWay } from './search.js';
import { PAST_TICKETS, PAST_TICKETS_BY_MODIFIED } from './source.js';
import { ACTIVE, ask, Parameters } from './sql.js';

/** Rows of a page unless told otherwise, and at most. */
export const DEFAULT_LIMIT = 50;
export const MOST_ROWS = 200;

const KEYS = { opened: 'opened_at', modified: 'modified_at', number: 'number' } as const;
type SortColumn = keyof typeof KEYS;

/**
 * A page of the tickets that a filter finds, by key: a later page starts behind the last row of the one before.
 * @param mostRows of a page
 * @throws {QuestionError} when the cursor is none, or of another order
 */
export async function listTickets(db: Queryable, filter: TicketFilter, mostRows = MOST_ROWS): Promise<TicketPage> {
  const sort = filter.sort ?? '-modified';
  const limit = Math.min(filter.limit ?? DEFAULT_LIMIT, mostRows);
  const typed = filter.at ? [] : typedWords(filter.q ?? '');
  const list = { openOnly: isOpenOnly(filter.status), newestFirst: sort === '-modified', limit };
  const ways = typed.length > 0 ? await searchWays(db, typed, list) : [];
  for (const way of ways) {
    const page = await onePage(db, { ...filter, sort, limit }, way);
    if (way.by === 'list' || !way.weeks || page.nextCursor) return page;
  }
  return onePage(db, { ...filter, sort, limit });
}

async function onePage(
  db: Queryable,
  filter: TicketFilter & { readonly sort: SortKey; readonly limit: number },
  way?: SearchWay,
): Promise<TicketPage> {
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
  const [row] = await ask<MomentRow & { items: ItemJson[] | null }>(db, text, parameters.values);
  const { items: found, ...asked } = row as MomentRow & { items: ItemJson[] | null };
  const items = (found ?? []).slice(0, limit).map(fromJson);
  const last = items.at(-1);
  const more = found && found.length > limit && last;
  const nextCursor = more ? encodeCursor({ sort, key: keyOf(last, sort), number: last.number }) : null;
  return { items, nextCursor, moment: toMoment(asked) };
}

/** A count beyond this is only said to be more. */
export const COUNTED_UP_TO = 1_000;

/** How many tickets each filter finds, all at one moment, exact up to `COUNTED_UP_TO`. */
export async function countTickets<K extends string>(
  db: Queryable,
  filters: Record<K, TicketFilter>,
): Promise<Record<K, BoundedCount>> {
  const parameters = new Parameters();
  const keys = Object.keys(filters) as K[];
  const first = keys[0] && filters[keys[0]];
  const moment = momentCte(parameters, first ? first.at : undefined);
  const ways = await wayOfEach(db, Object.values(filters));
  const counts = keys.map((key) => {
    const { source, where } = selection(filters[key], parameters, ways.get(filters[key].q ?? ''));
    return `(select count(*)::integer from (select from ${source} where ${where.join(' and ')} limit ${COUNTED_UP_TO + 1}) t)`;
  });
  const text = `with ${moment} select array[${counts.join(', ')}]::integer[] as counts from moment m`;
  const [row] = await ask<{ counts: number[] }>(db, text, parameters.values);
  const bounded = keys.map((key, i): [K, BoundedCount] => {
    const count = row?.counts[i] ?? 0;
    return [key, { count: Math.min(count, COUNTED_UP_TO), more: count > COUNTED_UP_TO }];
  });
  return Object.fromEntries(bounded) as Record<K, BoundedCount>;
}

/** How to find each of the searches, which the tabs of a page share; none of a past moment. */
async function wayOfEach(db: Queryable, filters: readonly TicketFilter[]): Promise<Map<string, SearchWay | undefined>> {
  const ways = new Map<string, SearchWay | undefined>();
  for (const { q, at } of filters) {
    const typed = q && !at ? typedWords(q) : [];
    if (!q || ways.has(q) || typed.length === 0) continue;
    // In no order, and of all tickets: the way that is the same for each of the counts.
    const [way] = await searchWays(db, typed, { openOnly: true, newestFirst: false, limit: COUNTED_UP_TO });
    ways.set(q, way);
  }
  return ways;
}

interface Selection {
  readonly source: string;
  readonly where: string[];
}

/** Which table is asked (`t`, beside `m`, the moment) and under which conditions. */
function selection(filter: TicketFilter, parameters: Parameters, way?: SearchWay, cursor?: Cursor): Selection {
  const past = filter.at !== undefined;
  const where = past ? ['true'] : [`t.generation = ${ACTIVE}`];
  where.push(...statusCondition(filter.status));
  if (filter.numbers) where.push(`t.number = any(${parameters.add(filter.numbers)}::integer[])`);
  if (filter.category?.length) where.push(`t.category in (${literals(filter.category)})`);
  if (filter.waiting !== undefined) where.push(filter.waiting ? 't.waiting' : 'not t.waiting');
  if (filter.check !== undefined) where.push(filter.check ? 't.to_check' : 'not t.to_check');
  if (filter.openedFrom) where.push(`t.opened_at >= ${parameters.add(filter.openedFrom)}`);
  if (filter.openedUntil) where.push(`t.opened_at <= ${parameters.add(filter.openedUntil)}`);
  if (filter.openedMonth) where.push(`t.opened_month = ${parameters.add(`${filter.openedMonth}-01`)}`);
  const source = past ? `${PAST_TICKETS} t` : `${READ}.tickets t`;
  if (!filter.q) return { source, where };
  const typed = typedWords(filter.q);
  if (typed.length === 0) return { source, where: [...where, 'false'] };
  if (past) {
    const query = parameters.add(beginningsQuery(typed));
    return { source, where: [...where, `t.search @@ ${query}::tsquery`] };
  }
  if (way?.by === 'list') return { source, where: [...where, inText(parameters.add(beginningsQuery(typed)))] };
  const weeks = way?.weeks;
  const until = cursor && weeks ? `${parameters.add(new Date(cursor.key))}::timestamptz` : 'm.at';
  if (weeks) where.push(`t.modified_at >= ${beginOfWeeks(weeks, until)}`);
  const words = typed.map((word) => `${parameters.add(word)}::text`);
  const found = hits(way ?? { by: 'words', spelledOut: [] }, words, isOpenOnly(filter.status), until);
  return { source: `${lookedUp(found)} t`, where };
}

/** Asked of each ticket in turn, so that the order of the list may be followed. */
function inText(query: string): string {
  return `(select x.search @@ ${query}::tsquery from ${READ}.texts x where x.generation = t.generation and x.ticket_id = t.ticket_id)`;
}

/** The tickets of some ids, each looked up by its key: the planner cannot know how few they are. */
function lookedUp(ids: string): string {
  return `(select f.* from (${ids} offset 0) h cross join lateral (
    select * from ${READ}.tickets f where f.generation = ${ACTIVE} and f.ticket_id = h.ticket_id offset 0) f)`;
}

function isOpenOnly(status: readonly Status[] | undefined): boolean {
  return Boolean(status?.length) && !status?.includes('closed');
}

function statusCondition(status: readonly Status[] | undefined): string[] {
  if (!status?.length) return [];
  const wanted = new Set(status);
  if (wanted.size === 3) return [];
  if (wanted.has('closed')) return [`t.status in (${literals([...wanted])})`];
  // Said like the partial indexes say it.
  return wanted.size === 2 ? [`t.status <> 'closed'`] : [`t.status <> 'closed'`, `t.status = ${literals([...wanted])}`];
}

/** Values of our own enumerations only. */
function literals(values: readonly string[]): string {
  return values.map((value) => `'${value}'`).join(', ');
}

function columnOf(sort: SortKey): SortColumn {
  return (sort.startsWith('-') ? sort.slice(1) : sort) as SortColumn;
}

function orderBy(sort: SortKey): string {
  const direction = sort.startsWith('-') ? 'desc' : 'asc';
  const column = KEYS[columnOf(sort)];
  return column === 'number' ? `t.number ${direction}` : `t.${column} ${direction}, t.number ${direction}`;
}

function keyOf(item: { openedAt: Date; modifiedAt: Date; number: number }, sort: SortKey): number {
  const column = columnOf(sort);
  if (column === 'number') return item.number;
  return (column === 'opened' ? item.openedAt : item.modifiedAt).getTime();
}

function readCursor(text: string, sort: SortKey): Cursor {
  const cursor = decodeCursor(text, sort);
  if (!cursor) throw new QuestionError('cursor', 'is not a cursor of a list in this order');
  return cursor;
}

function behind({ sort, key, number }: Cursor, parameters: Parameters): string {
  const beyond = sort.startsWith('-') ? '<' : '>';
  const column = columnOf(sort);
  if (column === 'number') return `t.number ${beyond} ${parameters.add(number)}`;
  return `(t.${KEYS[column]}, t.number) ${beyond} (${parameters.add(new Date(key))}::timestamptz, ${parameters.add(number)})`;
}
