import type { Queryable } from '#libs/platform/database.js';
import type { SortKey, TicketFilter, TicketPage } from '../types.js';
import { AT, readAsOf } from './as-of.js';
import { conditions, isOfSpan } from './conditions.js';
import { behind, columnOf, cursorBehind, orderBy } from './cursor.js';
import { itemsText, readItems } from './item.js';
import { partsOf, textOf } from './source.js';
import type { Parameters } from './sql.js';

/** Rows of a page by default, and at most. */
export const DEFAULT_LIMIT = 50;
export const MOST_ROWS = 200;

type ListFilter = Omit<TicketFilter, 'q' | 'best'>;
type PageFilter = ListFilter & { readonly sort: SortKey; readonly limit: number };

/**
 * A page of the tickets that a filter finds, by key: a later page starts behind the last row of the one before. Words are looked for by
 * `searchTickets`.
 * @param mostRows of a page
 * @throws {QuestionError} when the cursor is none, or of another order
 */
export async function listTickets(db: Queryable, filter: ListFilter, mostRows = MOST_ROWS): Promise<TicketPage> {
  const sort = filter.sort ?? '-modified';
  const limit = Math.min(filter.limit ?? DEFAULT_LIMIT, mostRows);
  const select = (parameters: Parameters): string =>
    `(${rowsOf({ ...filter, sort, limit }, parameters)}) as items from as_of a`;
  const { rows, asOf } = await readAsOf<{ items: string | null }>(db, filter.at, select, {
    unplanned: isOfSpan(filter),
  });
  const read = readItems(rows[0].items);
  const items = read.slice(0, limit);
  const last = items.at(-1);
  const nextCursor = read.length > limit && last ? cursorBehind(last, sort) : null;
  return { items, nextCursor, asOf };
}

/** The rows of a page and one more, as one text. */
function rowsOf(filter: PageFilter, parameters: Parameters): string {
  const { sort, limit, at } = filter;
  const inOrder = `order by ${orderBy(sort)} limit ${limit + 1}`;
  const where = conditions(filter, parameters);
  if (filter.cursor !== undefined) where.push(behind(filter.cursor, sort, parameters));
  // The last ticket that was there bounds a list by number: numbers ascend with the log.
  if (at && columnOf(sort) === 'number')
    where.push(
      `t.number <= (select f.number from tickets f where f.opened_at <= ${AT} order by f.opened_at desc, f.number desc limit 1)`,
    );
  const columns = 't.ticket_id, t.number, t.opened_at, t.modified_at, t.item';
  const found = partsOf(at).map(
    (part) => `(select ${columns} from ${part} t where ${[...where, 'true'].join(' and ')} ${inOrder})`,
  );
  const page = found.length === 1 ? found[0] : `(select * from (${found.join(' union all ')}) t ${inOrder})`;
  return `select ${itemsText(textOf(at), orderBy(sort))} from ${page} t`;
}
