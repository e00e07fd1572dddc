import {
  itemText,
  PAST_COLUMNS,
  TEXT_COLUMNS,
  TICKET_COLUMNS,
  type Column as Field,
  type TicketRow,
} from '../fields.js';
import type {
  AggregateDelta,
  BacklogDelta,
  CategoryDelta,
  Changes,
  Parked,
  PhotoUse,
  TextVersion,
  TicketVersion,
} from './changes.js';
import { columnsOf, Statement, type Column } from './statement.js';

/*
 * One statement writes a whole batch. Rows arrive as one array per column; what is empty is left out, so that a message
 * under a ticket writes one row, the one before it and the checkpoint.
 */

export interface BatchTarget {
  readonly schema: string;
  readonly timeZone: string;
  /** A rebuild fills tables without indexes: what searches need is made at its end. */
  readonly filling: boolean;
}
export interface CheckpointTo {
  readonly logId: string;
  readonly position: number;
  readonly hash: Buffer;
  readonly recordedAt: Date;
}

const ITEM: Column<TicketRow> = ['item', 'text', itemText];
const TICKETS = [...picked(TICKET_COLUMNS), ITEM];
const TEXTS = picked(TEXT_COLUMNS);
const HISTORY: Column<TicketVersion>[] = [
  ...[...picked(PAST_COLUMNS), ITEM].map(([name, type, pick]): Column<TicketVersion> => [
    name,
    type,
    ({ row }) => pick(row),
  ]),
  ['until_position', 'bigint', ({ untilPosition }) => untilPosition],
  ['span', 'smallint', ({ row, untilPosition }) => spanOf(untilPosition - row.lastPosition)],
];
const TEXT_HISTORY = columnsOf<TextVersion>({ ticketId: 'uuid', untilPosition: 'bigint', description: 'text' });
const DELTAS = columnsOf<AggregateDelta>({
  openedAt: 'ms',
  opened: 'integer',
  notYetClosed: 'integer',
  closed: 'integer',
  ms: 'bigint',
  bucket: 'smallint',
});
const CATEGORIES = columnsOf<CategoryDelta>({
  category: 'text',
  open: 'integer',
  active: 'integer',
  closed: 'integer',
});
const BACKLOG = columnsOf<BacklogDelta>({ slot: 'ms', category: 'text', change: 'integer' });
const PHOTOS = columnsOf<PhotoUse>({ digest: 'text', position: 'bigint', ticketId: 'uuid' });
const PARKED = columnsOf<Parked>({ position: 'bigint', ticketId: 'uuid', type: 'text', reason: 'text' });

function picked(fields: readonly Field[]): Column<TicketRow>[] {
  return fields.map(({ column, type, name }) => [column, type, (row) => row[name]]);
}

/** The least n of which 2 ^ n positions are as many. */
function spanOf(positions: number): number {
  return Math.ceil(Math.log2(positions));
}

/** The statement that writes what a batch changes, and moves the checkpoint. */
export function writeBatch(
  { schema, timeZone }: BatchTarget,
  changes: Changes,
  to: CheckpointTo,
): { text: string; values: unknown[] } {
  const s = new Statement();
  const local = (time: string): string => `${time} at time zone ${s.value(timeZone)}`;
  const month = (t: string): string => `date_trunc('month', ${local(`${t}.opened_at`)})::date`;
  s.rows('t', changes.tickets, TICKETS, () => ({
    tickets: `insert into ${schema}.tickets (${names(TICKETS)}, opened_month) select t.*, ${month('t')} from t
      on conflict (ticket_id) do update set ${replaced([...changing(TICKET_COLUMNS), 'item'])}`,
  }));
  s.rows('th', changes.history, HISTORY, () => ({
    history: `insert into ${schema}.tickets_history (${names(HISTORY)}, opened_month) select th.*, ${month('th')} from th`,
  }));
  s.rows('x', changes.texts, TEXTS, () => ({
    texts: `insert into ${schema}.texts (${names(TEXTS)}) select x.* from x
      on conflict (ticket_id) do update set ${replaced(changing(TEXT_COLUMNS))}`,
  }));
  s.rows('xh', changes.textHistory, TEXT_HISTORY, () => ({
    text_history: `insert into ${schema}.texts_history (${names(TEXT_HISTORY)}) select xh.* from xh`,
  }));
  s.rows('d', changes.deltas, DELTAS, () => ({
    h: `select date_trunc('hour', opened_at, 'UTC') as hour, ${sums(['opened', 'not_yet_closed'])} from d group by 1`,
    hours: addTo(`${schema}.hours`, ['hour'], ['opened', 'not_yet_closed'], 'h'),
    l: `select d.*, ${local('d.opened_at')} as local from d`,
    y: `select day, ${schema}.day_start(day, ${s.value(timeZone)}) as start, opened, not_yet_closed
      from (select local::date as day, ${sums(['opened', 'not_yet_closed'])} from l group by 1) o`,
    days: addTo(`${schema}.days`, ['day'], ['opened', 'not_yet_closed'], 'y', ['start']),
    m: `select date_trunc('month', local)::date as month, ${sums(['opened', 'closed'])}, sum(ms)::bigint as sum_ms from l group by 1`,
    months: addTo(`${schema}.months`, ['month'], ['opened', 'closed', 'sum_ms'], 'm'),
    u: `select date_trunc('month', local)::date as month, bucket, ${sums(['closed'])} from l where bucket is not null group by 1, 2`,
    durations: addTo(`${schema}.durations`, ['month', 'bucket'], ['closed'], 'u'),
  }));
  s.rows('c', changes.categories, CATEGORIES, () => ({
    categories: addTo(`${schema}.categories`, ['category'], ['open', 'active', 'closed'], 'c'),
  }));
  s.rows('f', changes.backlog, BACKLOG, () => ({
    backlog: addTo(`${schema}.backlog_deltas`, ['slot', 'category'], ['change'], 'f'),
  }));
  s.rows('ph', changes.photos, PHOTOS, () => ({ photos: `insert into ${schema}.photos select ph.*, false from ph` }));
  s.rows('k', changes.parked, PARKED, () => ({ parked: `insert into ${schema}.parked select k.* from k` }));
  const [position, hash, recordedAt, logId] = [to.position, to.hash, to.recordedAt, to.logId].map((v) => s.value(v));
  const checkpoint = `update ${schema}.checkpoint set position = ${position}, hash = ${hash}, recorded_at = ${recordedAt},
    complete_until = greatest(complete_until, ${recordedAt}), log_id = ${logId}, stopped = null`;
  return { text: s.text(checkpoint), values: s.values };
}

function changing(fields: readonly Field[]): string[] {
  return fields.filter(({ fixed }) => !fixed).map(({ column }) => column);
}

function replaced(columns: readonly string[]): string {
  return columns.map((column) => `${column} = excluded.${column}`).join(', ');
}

function names(columns: readonly Column<never>[]): string {
  return columns.map(([name]) => name).join(', ');
}

function sums(columns: readonly string[]): string {
  return columns.map((column) => `sum(${column})::integer as ${column}`).join(', ');
}

/**
 * Adds the sums in `source` to a table of sums.
 * @param fixed columns that depend on the keys only
 */
function addTo(table: string, keys: string[], added: string[], source: string, fixed: string[] = []): string {
  const columns = [...keys, ...fixed, ...added];
  return `insert into ${table} as o (${columns.join(', ')})
    select ${columns.map((column) => `${source}.${column}`).join(', ')} from ${source}
    on conflict (${keys.join(', ')}) do update set ${added.map((sum) => `${sum} = o.${sum} + excluded.${sum}`).join(', ')}`;
}
