import type { Queryable } from '#libs/platform/database.js';
import type { AsOf } from '../types.js';
import { readAsOf } from './as-of.js';
import { spanCte, type Period } from './period.js';
import { ticketsOf } from './source.js';
import type { Parameters } from './sql.js';

/** Group keys of a local time. */
const OF_TIME = {
  /** `2026-10-05` */
  day: `to_char(local, 'YYYY-MM-DD')`,
  /** The Monday of the week. */
  week: `to_char(date_trunc('week', local), 'YYYY-MM-DD')`,
  /** `2026-10` */
  month: `to_char(local, 'YYYY-MM')`,
  /** Weekday, 1 is Monday, and hour: `1-09`. */
  hour: `to_char(local, 'ID-HH24')`,
} as const;
export type TimeGroup = keyof typeof OF_TIME;
/** A missing place is ''. */
const KEYS = { ...OF_TIME, category: 'category', place: `coalesce(place, '')` } as const;
export type GroupBy = keyof typeof KEYS;
export const GROUPS = Object.keys(KEYS) as GroupBy[];
export const TIME_GROUPS = Object.keys(OF_TIME) as TimeGroup[];

/** Local times are computed once for each quarter of an hour (UTC): the clocks of every zone differ by whole ones. */
const slotOf = (time: string): string => `floor(date_part('epoch', ${time}) / 900)::integer`;
const msUntil = (time: string): string => `(date_part('epoch', ${time} - opened_at) * 1000)::bigint`;
const within = (days: number): string => `count(*) filter (where ms <= ${days} * 86400000::bigint)`;
/** Nearest rank, exact: the longest duration, in milliseconds, of that fraction of the tickets. */
const percentile = (fraction: number, of: string): string =>
  `percentile_disc(${fraction}) within group (order by ${of})`;

/** What is computed of a group of tickets that were opened in the period, as they are at T. */
const MEASURES = {
  opened: 'count(*)',
  closed: 'count(ms)',
  closedWithin1: within(1),
  closedWithin3: within(3),
  closedWithin7: within(7),
  medianMs: percentile(0.5, 'ms'),
  p90Ms: percentile(0.9, 'ms'),
  answered: 'count(answer_ms)',
  medianAnswerMs: percentile(0.5, 'answer_ms'),
  p90AnswerMs: percentile(0.9, 'answer_ms'),
} as const;
type Measure = keyof typeof MEASURES;

export interface PeriodCounts {
  readonly opened: number;
  /** Closed in the period (and in the day, week, month, weekday and hour), whenever they were opened. */
  readonly closedThen: number;
}
/** Durations are null where no ticket is closed, or answered. */
export type PeriodGroup = PeriodCounts & { readonly [K in Exclude<Measure, `${string}Ms`>]: number } & {
  readonly [K in Extract<Measure, `${string}Ms`>]: number | null;
};
export const NO_TICKETS = {
  ...Object.fromEntries(Object.keys(MEASURES).map((name) => [name, name.endsWith('Ms') ? null : 0])),
  closedThen: 0,
} as PeriodGroup;

/** What the tickets of a period are grouped by. */
export interface Grouping {
  readonly groups?: readonly GroupBy[];
  /** Without the other measures, which takes less time. */
  readonly counts?: readonly TimeGroup[];
}
/** In the order of their keys; those without a ticket are left out. */
type Groups<By extends GroupBy, G> = Readonly<Record<By, readonly (G & { readonly key: string })[]>>;
export interface PeriodFigure {
  readonly from: Date;
  readonly to: Date;
  readonly total: PeriodGroup;
  /** Empty but for what was asked for. */
  readonly groups: Groups<GroupBy, PeriodGroup>;
  readonly counts: Groups<TimeGroup, PeriodCounts>;
  readonly asOf: AsOf;
}

interface Row {
  start: Date;
  last: Date;
  parts: { readonly of: string; readonly key: string; readonly values: Partial<PeriodGroup> }[];
}

/**
 * Tickets opened and closed in a period, put together: how many, how fast they were answered and closed. Never by person.
 * @throws {QuestionError} when the period is none
 */
export async function periodTickets(
  db: Queryable,
  period: Period,
  { groups = [], counts = [] }: Grouping,
  at?: Date,
): Promise<PeriodFigure> {
  const times = [...new Set([...groups, ...counts])].filter((by) => by in OF_TIME);
  const parts = [
    part('total', 'opened', MEASURES),
    part('total', 'closed', { closedThen: 'count(*)' }),
    ...groups.flatMap((by) => [
      part(`groups ${by}`, from('opened', by), MEASURES, by),
      part(`groups ${by}`, from('closed', by), { closedThen: 'count(*)' }, by),
    ]),
    ...counts.map((by) => part(`counts ${by}`, 'slots', { opened: 'sum(opened)', closedThen: 'sum(closed)' }, by)),
  ];
  // A closed ticket keeps its category and place: what was closed then is found among the tickets of now, also for a past time.
  const ctes = (parameters: Parameters): string[] => [
    spanCte(period, parameters),
    `opened as materialized (select category, place, ${slotOf('opened_at')} as slot, ${msUntil('closed_at')} as ms,
      ${msUntil('first_answer_at')} as answer_ms from ${ticketsOf(at)} t where ${inSpan('opened_at')}),
    closed as materialized (select category, place, ${slotOf('closed_at')} as slot from tickets where ${inSpan('closed_at')}),
    slots as materialized (select ${['slot', 'opened', 'closed', ...times.map((by) => `${KEYS[by]} as ${by}`)].join(', ')}
      from (select slot, sum(opened) as opened, sum(closed) as closed, to_timestamp(slot * 900::bigint) at time zone (select time_zone from as_of) as local
        from (select slot, count(*)::integer as opened, 0 as closed from opened group by 1
          union all select slot, 0, count(*)::integer from closed group by 1) c
        group by slot) l)`,
  ];
  const select = `a.start, a.last, (select json_agg(p) from (${parts.join(' union all ')}) p) as parts from span a`;
  const { rows, asOf } = await readAsOf<Row>(db, at, () => select, { ctes, unplanned: true });
  const [row] = rows;
  const [{ key: _, ...total }] = merged(row.parts, 'total', NO_TICKETS) as [PeriodGroup & { key: string }];
  const all = <G extends PeriodCounts>(kind: keyof Grouping, none: G) =>
    Object.fromEntries(GROUPS.map((by) => [by, merged(row.parts, `${kind} ${by}`, none)])) as unknown as Groups<
      GroupBy,
      G
    >;
  return {
    from: row.start,
    to: row.last,
    total,
    groups: all('groups', NO_TICKETS),
    counts: all('counts', { opened: 0, closedThen: 0 }),
    asOf,
  };
}

/** The groups of one kind: what was opened and what was closed come apart. */
function merged<G extends PeriodCounts>(parts: Row['parts'], wanted: string, none: G): (G & { key: string })[] {
  const byKey = new Map<string, G & { key: string }>();
  for (const { of, key, values } of parts)
    if (of === wanted) byKey.set(key, { ...none, ...byKey.get(key), ...values, key });
  return [...byKey.values()].toSorted((a, b) => (a.key < b.key ? -1 : 1));
}

function inSpan(time: string): string {
  return `${time} >= (select start from span) and ${time} <= (select last from span)`;
}

function from(source: 'opened' | 'closed', by: GroupBy): string {
  return by in OF_TIME ? `(select ${by}, s.* from ${source} s join slots using (slot)) s` : source;
}

function part(of: string, source: string, measures: Readonly<Record<string, string>>, by?: GroupBy): string {
  const key = by === undefined || by in OF_TIME ? by : KEYS[by];
  const values = Object.entries(measures).map(([name, sql]) => `'${name}', ${sql}`);
  return `select '${of}' as of, ${key ?? `''`} as key, json_build_object(${values.join(', ')}) as values
    from ${source} ${key ? `group by ${key}` : ''}`;
}
