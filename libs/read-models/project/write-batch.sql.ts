import {
  itemText,
  PAST_COLUMNS,
  TEXT_COLUMNS,
  TICKET_COLUMNS,
  type Column as Field,
  type TicketRow,
} from '../fields.js';
import type { Changes, TicketVersion } from './fold-batch.js';
import { Statement, type Column } from './statement.js';

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

function picked(fields: readonly Field[]): Column<TicketRow>[] {
  return fields.map(({ column, type, name }) => [column, type, (row) => row[name]]);
}

/** The least n of which 2 ^ n positions are as many. */
function spanOf(positions: number): number {
  return Math.ceil(Math.log2(positions));
}

/** The statement that writes what a batch changes, and moves the checkpoint. */
export function writeBatch(
  target: BatchTarget,
  changes: Changes,
  to: CheckpointTo,
): { text: string; values: unknown[] } {
  const { schema, timeZone } = target;
  const s = new Statement();
  const month = (t: string): string => `date_trunc('month', ${t}.opened_at at time zone ${s.value(timeZone)})::date`;
  if (changes.tickets.length > 0) {
    s.rows('t', changes.tickets, TICKETS);
    const updated = [...TICKET_COLUMNS.filter(({ fixed }) => !fixed).map(({ column }) => column), 'item'];
    s.part(
      'tickets',
      `insert into ${schema}.tickets (${names(TICKETS)}, opened_month) select t.*, ${month('t')} from t
       on conflict (ticket_id) do update set ${updated.map((name) => `${name} = excluded.${name}`).join(', ')}`,
    );
  }
  if (changes.history.length > 0) {
    s.rows('th', changes.history, HISTORY);
    s.part(
      'history',
      `insert into ${schema}.tickets_history (${names(HISTORY)}, opened_month) select th.*, ${month('th')} from th`,
    );
  }
  if (changes.texts.length > 0) writeTexts(s, target, changes.texts);
  if (changes.textHistory.length > 0) writeTextHistory(s, schema, changes.textHistory);
  if (changes.deltas.length > 0) writeDeltas(s, target, changes.deltas);
  if (changes.categories.length > 0) {
    s.rows('c', changes.categories, [
      ['category', 'text', (c) => c.category],
      ['open', 'integer', (c) => c.open],
      ['active', 'integer', (c) => c.active],
      ['closed', 'integer', (c) => c.closed],
    ]);
    s.part('categories', addTo(`${schema}.categories`, ['category'], ['open', 'active', 'closed'], 'c'));
  }
  if (changes.backlog.length > 0) {
    s.rows('f', changes.backlog, [
      ['slot', 'ms', (f) => f.slot],
      ['category', 'text', (f) => f.category],
      ['change', 'integer', (f) => f.change],
    ]);
    s.part('backlog', addTo(`${schema}.backlog_deltas`, ['slot', 'category'], ['change'], 'f'));
  }
  if (changes.photos.length > 0) {
    s.rows('ph', changes.photos, [
      ['digest', 'text', (p) => p.digest],
      ['position', 'bigint', (p) => p.position],
      ['ticket_id', 'uuid', (p) => p.ticketId],
    ]);
    s.part('photos', `insert into ${schema}.photos select ph.*, false from ph`);
  }
  if (changes.parked.length > 0) {
    s.rows('k', changes.parked, [
      ['position', 'bigint', (p) => p.position],
      ['ticket_id', 'uuid', (p) => p.ticketId],
      ['type', 'text', (p) => p.type],
      ['reason', 'text', (p) => p.reason],
    ]);
    s.part('parked', `insert into ${schema}.parked select k.* from k`);
  }
  const [position, hash, recordedAt, logId] = [to.position, to.hash, to.recordedAt, to.logId].map((v) => s.value(v));
  const checkpoint = `update ${schema}.checkpoint set position = ${position}, hash = ${hash}, recorded_at = ${recordedAt},
    complete_until = greatest(complete_until, ${recordedAt}), log_id = ${logId}, stopped = null`;
  return { text: s.text(checkpoint), values: s.values };
}

function writeTexts(s: Statement, { schema }: BatchTarget, texts: readonly TicketRow[]): void {
  s.rows('x', texts, TEXTS);
  const updated = TEXT_COLUMNS.filter(({ fixed }) => !fixed).map(({ column }) => `${column} = excluded.${column}`);
  s.part(
    'texts',
    `insert into ${schema}.texts (${names(TEXTS)}) select x.* from x
     on conflict (ticket_id) do update set ${updated.join(', ')}`,
  );
}

function writeTextHistory(s: Statement, schema: string, textHistory: Changes['textHistory']): void {
  s.rows('xh', textHistory, [
    ['ticket_id', 'uuid', (x) => x.ticketId],
    ['until_position', 'bigint', (x) => x.untilPosition],
    ['description', 'text', (x) => x.description],
  ]);
  s.part(
    'text_history',
    `insert into ${schema}.texts_history select xh.ticket_id, xh.until_position, xh.description from xh`,
  );
}

function writeDeltas(s: Statement, { schema, timeZone }: BatchTarget, deltas: Changes['deltas']): void {
  s.rows('d', deltas, [
    ['opened_at', 'ms', (d) => d.openedAt],
    ['opened', 'integer', (d) => d.opened],
    ['not_yet_closed', 'integer', (d) => d.notYetClosed],
    ['closed', 'integer', (d) => d.closed],
    ['ms', 'bigint', (d) => d.ms],
    ['bucket', 'integer', (d) => d.bucket],
  ]);
  s.part('l', `select d.*, d.opened_at at time zone ${s.value(timeZone)} as local from d`);
  const perHour = ['opened', 'not_yet_closed'];
  s.part('h', `select date_trunc('hour', opened_at, 'UTC') as hour, ${sums(perHour)} from d group by 1`);
  s.part('hours', addTo(`${schema}.hours`, ['hour'], perHour, 'h'));
  s.part(
    'y',
    `select day, ${schema}.day_start(day, ${s.value(timeZone)}) as start, opened, not_yet_closed
     from (select local::date as day, ${sums(perHour)} from l group by 1) o`,
  );
  s.part('days', addTo(`${schema}.days`, ['day'], perHour, 'y', ['start']));
  s.part(
    'm',
    `select date_trunc('month', local)::date as month, ${sums(['opened', 'closed'])}, sum(ms)::bigint as sum_ms from l group by 1`,
  );
  s.part('months', addTo(`${schema}.months`, ['month'], ['opened', 'closed', 'sum_ms'], 'm'));
  if (deltas.every(({ bucket }) => bucket === null)) return;
  s.part(
    'u',
    `select date_trunc('month', local)::date as month, bucket::smallint as bucket, sum(closed)::integer as closed from l
     where bucket is not null group by 1, 2`,
  );
  s.part('durations', addTo(`${schema}.durations`, ['month', 'bucket'], ['closed'], 'u'));
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
