import { READ } from '../schema.js';
import type { TicketRow } from '../ticket-row.js';
import { foundBy, MODIFIED_COLUMNS, SHELVED_COLUMNS, TEXT_COLUMNS, TICKET_COLUMNS } from './columns.js';
import type { Changes } from './fold-batch.js';
import { Statement } from './statement.js';

/*
 * One statement writes a whole batch. Rows arrive as one array per column; what is empty is left out, so that a message
 * under a ticket writes one row and the checkpoint.
 */

const FIXED = new Set(['ticket_id', 'number', 'opened_at', 'follows', 'opened_position']);
const TICKET_NAMES = TICKET_COLUMNS.map(([name]) => name);

export interface BatchTarget {
  readonly generation: number;
  readonly timeZone: string;
  /** False while a rebuild fills tables without indexes: what lists and searches need is then made at its end. */
  readonly forReaders: boolean;
  /** Readers are told of the new position. */
  readonly announce: boolean;
}
export interface CheckpointTo {
  readonly logId: string;
  readonly position: number;
  readonly hash: Buffer;
  readonly recordedAt: Date;
}

/** The statement that writes what a batch changes, and moves the checkpoint. */
export function writeBatch(
  target: BatchTarget,
  changes: Changes,
  to: CheckpointTo,
): { text: string; values: unknown[] } {
  const { generation } = target;
  const s = new Statement();
  if (changes.tickets.length > 0) writeTickets(s, target, changes.tickets);
  if (changes.texts.length > 0) writeTexts(s, target, changes.texts);
  if (target.forReaders) writeItems(s, generation, changes);
  writePast(s, generation, changes);
  if (changes.shifts.length > 0) writeShifts(s, target, changes.shifts);
  if (changes.categories.length > 0) {
    s.rows('c', changes.categories, [
      ['category', 'text', (c) => c.category],
      ['open', 'integer', (c) => c.open],
      ['active', 'integer', (c) => c.active],
      ['closed', 'integer', (c) => c.closed],
    ]);
    s.part('categories', addTo('categories', generation, ['category'], ['open', 'active', 'closed'], 'c'));
  }
  if (changes.flow.length > 0) {
    s.rows('f', changes.flow, [
      ['slot', 'ms', (f) => f.slot],
      ['category', 'text', (f) => f.category],
      ['change', 'integer', (f) => f.change],
    ]);
    s.part('flow', addTo('flow', generation, ['slot', 'category'], ['change'], 'f'));
  }
  if (changes.parked.length > 0) {
    s.rows('k', changes.parked, [
      ['position', 'bigint', (p) => p.position],
      ['ticket_id', 'uuid', (p) => p.ticketId],
      ['type', 'text', (p) => p.type],
      ['reason', 'text', (p) => p.reason],
    ]);
    s.part('parked', `insert into ${READ}.parked_${generation} select ${generation}, k.* from k`);
  }
  const [position, hash, recordedAt, logId] = [to.position, to.hash, to.recordedAt, to.logId].map((v) => s.value(v));
  s.part(
    'checkpoint',
    `update ${READ}.checkpoints set position = ${position}, hash = ${hash}, recorded_at = ${recordedAt},
       complete_until = greatest(complete_until, ${recordedAt}), log_id = ${logId}, stopped = null
     where generation = ${generation}`,
  );
  const said = target.announce ? `select pg_notify('${READ}', ${position}::text)` : 'select 1';
  return { text: s.text(said), values: s.values };
}

function writeTickets(s: Statement, { generation, timeZone }: BatchTarget, tickets: readonly TicketRow[]): void {
  s.rows('t', tickets, TICKET_COLUMNS);
  const updated = TICKET_NAMES.filter((name) => !FIXED.has(name)).map((name) => `${name} = excluded.${name}`);
  s.part(
    'tickets',
    `insert into ${READ}.tickets_${generation} (generation, opened_month, ${TICKET_NAMES.join(', ')})
     select ${generation}, date_trunc('month', t.opened_at at time zone ${s.value(timeZone)})::date, t.* from t
     on conflict (generation, ticket_id) do update set ${updated.join(', ')}`,
  );
}

function writeTexts(s: Statement, { generation, forReaders }: BatchTarget, texts: readonly TicketRow[]): void {
  s.rows('x', texts, TEXT_COLUMNS);
  s.part(
    'texts',
    `insert into ${READ}.texts_${generation}
       (generation, ticket_id, number, description, classified_as, words, categorizer_version, search)
     select ${generation}, x.ticket_id, x.number, x.description, x.classified_as, x.words, x.categorizer_version,
       array_to_tsvector(x.found_by) from x
     on conflict (generation, ticket_id) do update set description = excluded.description, words = excluded.words,
       classified_as = excluded.classified_as, categorizer_version = excluded.categorizer_version, search = excluded.search`,
  );
  if (!forReaders) return;
  s.part(
    'w',
    `select word, sum(n)::integer as tickets from (
       select unnest(x.found_by) as word, 1 as n from x
       union all
       select unnest(tsvector_to_array(o.search)), -1 from x cross join lateral (
         select search from ${READ}.texts_${generation} o where o.generation = ${generation} and o.ticket_id = x.ticket_id offset 0) o
     ) seen group by word having sum(n) <> 0`,
  );
  s.part('words', addTo('words', generation, ['word'], ['tickets'], 'w'));
}

function writeItems(s: Statement, generation: number, { shelved, unmoved }: Changes): void {
  if (shelved.length > 0) {
    s.rows('n', shelved, SHELVED_COLUMNS);
    s.part(
      'shelved',
      `insert into ${READ}.items_${generation} (generation, ticket_id, number, modified_at, item, description, search)
       select ${generation}, n.ticket_id, n.number, n.modified_at, n.item, n.description, array_to_tsvector(n.found_by) from n
       on conflict (generation, ticket_id) do update set modified_at = excluded.modified_at, item = excluded.item,
         description = excluded.description, search = excluded.search`,
    );
  }
  if (unmoved.length > 0) {
    s.rows('v', unmoved, MODIFIED_COLUMNS);
    s.part(
      'unmoved',
      // They are there. An update that joins, planned while the table is empty, would walk through all of it.
      `insert into ${READ}.items_${generation} (generation, ticket_id, number, modified_at, item, search)
       select ${generation}, v.ticket_id, 0, v.modified_at, v.item, '' from v
       on conflict (generation, ticket_id) do update set modified_at = excluded.modified_at, item = excluded.item`,
    );
  }
}

function writePast(s: Statement, generation: number, changes: Changes): void {
  if (changes.pastCategories.length > 0) {
    s.rows('pc', changes.pastCategories, [
      ['ticket_id', 'uuid', (p) => p.ticketId],
      ['position', 'bigint', (p) => p.position],
      ['until', 'ms', (p) => p.until],
      ['category', 'text', (p) => p.category],
    ]);
    s.part('past_categories', `insert into ${READ}.past_categories_${generation} select ${generation}, pc.* from pc`);
  }
  if (changes.pastTexts.length > 0) {
    s.rows('pt', changes.pastTexts, [
      ['ticket_id', 'uuid', (p) => p.ticketId],
      ['position', 'bigint', (p) => p.position],
      ['until', 'ms', (p) => p.until],
      ['description', 'text', (p) => p.description],
      ['confidence', 'float8', (p) => p.confidence],
      ['found_by', 'words', (p) => foundBy(p.description)],
    ]);
    s.part(
      'past_texts',
      `insert into ${READ}.past_texts_${generation} select ${generation}, pt.ticket_id, pt.position, pt.until, pt.description,
         pt.confidence, array_to_tsvector(pt.found_by) from pt`,
    );
  }
  if (changes.erased.length > 0) {
    s.part(
      'erased',
      `update ${READ}.past_texts_${generation} set description = null, search = ''
       where generation = ${generation} and ticket_id = any(${s.value(changes.erased)}::uuid[])`,
    );
  }
}

function writeShifts(s: Statement, { generation, timeZone }: BatchTarget, shifts: Changes['shifts']): void {
  s.rows('d', shifts, [
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
  s.part('hours', addTo('hours', generation, ['hour'], perHour, 'h'));
  s.part(
    'y',
    `select day, ${READ}.day_start(day, ${s.value(timeZone)}) as start, opened, not_yet_closed
     from (select local::date as day, ${sums(perHour)} from l group by 1) o`,
  );
  s.part('days', addTo('days', generation, ['day'], perHour, 'y', ['start']));
  s.part(
    'm',
    `select date_trunc('month', local)::date as month, ${sums(['opened', 'closed'])}, sum(ms)::bigint as sum_ms from l group by 1`,
  );
  s.part('months', addTo('months', generation, ['month'], ['opened', 'closed', 'sum_ms'], 'm'));
  if (shifts.every(({ bucket }) => bucket === null)) return;
  s.part(
    'u',
    `select date_trunc('month', local)::date as month, bucket::smallint as bucket, sum(closed)::integer as closed from l
     where bucket is not null group by 1, 2`,
  );
  s.part('durations', addTo('durations', generation, ['month', 'bucket'], ['closed'], 'u'));
}

function sums(columns: readonly string[]): string {
  return columns.map((column) => `sum(${column})::integer as ${column}`).join(', ');
}

/**
 * Adds the sums in `source` to a table of sums.
 * @param fixed columns that depend on the keys only
 */
function addTo(
  table: string,
  generation: number,
  keys: string[],
  sums: string[],
  source: string,
  fixed: string[] = [],
): string {
  const columns = [...keys, ...fixed, ...sums];
  return `insert into ${READ}.${table}_${generation} as o (generation, ${columns.join(', ')})
    select ${generation}, ${columns.map((column) => `${source}.${column}`).join(', ')} from ${source}
    on conflict (generation, ${keys.join(', ')}) do update set
      ${sums.map((sum) => `${sum} = o.${sum} + excluded.${sum}`).join(', ')}`;
}
