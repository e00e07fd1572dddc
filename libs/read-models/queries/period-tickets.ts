import type { Queryable } from '#libs/platform/database.js';
import type { AsOf } from '../types.js';
import { asOfCte, toAsOf, type AsOfRow } from './as-of.js';
import { spanCte, type Period } from './period.js';
import { ticketsOf } from './source.js';
import { Parameters, query } from './sql.js';

/** By what the tickets of a period can be told apart: the key of a group, of a ticket `t` and an instant of it. */
const KEYS = {
  /** `2026-10-05` */
  day: (local: string) => `to_char(${local}, 'YYYY-MM-DD')`,
  /** The Monday of the week. */
  week: (local: string) => `to_char(date_trunc('week', ${local}), 'YYYY-MM-DD')`,
  /** `2026-10` */
  month: (local: string) => `to_char(${local}, 'YYYY-MM')`,
  category: () => 't.category',
  /** '' where there is none. */
  place: () => `coalesce(t.place, '')`,
  /** Weekday, 1 is Monday, and hour: `1-09`. */
  hour: (local: string) => `to_char(${local}, 'ID-HH24')`,
} as const;
export type GroupBy = keyof typeof KEYS;
export const GROUPS = Object.keys(KEYS) as GroupBy[];

const RESOLUTION = 't.closed_at - t.opened_at';
const ANSWER = 't.first_answer_at - t.opened_at';
const within = (days: number): string =>
  `count(*) filter (where ${RESOLUTION} <= ${days} * interval '24 hours')::integer`;
/** Nearest rank, exact: among so many of a hundred at most so long, in milliseconds. */
const percentile = (fraction: number, of: string): string =>
  `(extract(epoch from percentile_disc(${fraction}) within group (order by ${of})) * 1000)::float8`;

/** What is told of a group of tickets that were opened in the period, as they are at T. */
const MEASURES = {
  opened: 'count(*)::integer',
  closed: 'count(t.closed_at)::integer',
  closedWithin1: within(1),
  closedWithin3: within(3),
  closedWithin7: within(7),
  medianMs: percentile(0.5, RESOLUTION),
  p90Ms: percentile(0.9, RESOLUTION),
  answered: 'count(t.first_answer_at)::integer',
  medianAnswerMs: percentile(0.5, ANSWER),
  p90AnswerMs: percentile(0.9, ANSWER),
} as const;
type Measure = keyof typeof MEASURES;

/** Durations are null where no ticket is closed, or answered. */
export type PeriodGroup = { readonly [K in Exclude<Measure, `${string}Ms`>]: number } & {
  readonly [K in Extract<Measure, `${string}Ms`>]: number | null;
} & {
  /** Closed in the period (and in the day, week, month, weekday and hour), whenever they were opened. */
  readonly closedThen: number;
};

export interface PeriodFigure {
  readonly from: Date;
  readonly to: Date;
  readonly total: PeriodGroup;
  /** In the order of their keys; those without a ticket are left out. */
  readonly groups: readonly (PeriodGroup & { readonly key: string })[];
  readonly moment: AsOf;
}

interface Row extends AsOfRow {
  start: Date;
  last: Date;
  groups: (PeriodGroup & { key: string | null })[];
}

/**
 * Tickets opened and closed in a period, put together: how many, how fast they were answered and closed. Never by person.
 * @throws {QuestionError} when the period is none
 */
export async function periodTickets(db: Queryable, period: Period, by: GroupBy, at?: Date): Promise<PeriodFigure> {
  const parameters = new Parameters();
  const asOf = asOfCte(parameters, at);
  const span = spanCte(period, parameters);
  const columns = 'category, place, opened_at, closed_at, first_answer_at';
  const inSpan = (column: string): string =>
    `(select ${columns}, ${KEYS[by](`t.${column} at time zone s.time_zone`)} as key from span s cross join ${ticketsOf(at)} t
      where t.${column} >= s.start and t.${column} <= s.last) t group by grouping sets ((), (t.key))`;
  const measures = Object.entries(MEASURES).map(([name, sql]) => `${sql} as "${name}"`);
  const text = `with ${asOf}, ${span},
    opened as (select t.key, ${measures.join(', ')} from ${inSpan('opened_at')}),
    closed as (select t.key, count(*)::integer as closed_then from ${inSpan('closed_at')}),
    groups as (select coalesce(o.key, c.key) as key, ${Object.keys(MEASURES)
      .map((name) => (name.endsWith('Ms') ? `o."${name}"` : `coalesce(o."${name}", 0) as "${name}"`))
      .join(', ')}, coalesce(c.closed_then, 0) as "closedThen"
      from opened o full join closed c on coalesce(c.key, chr(1)) = coalesce(o.key, chr(1)))
    select s.position, s.at, s.time_zone, s.start, s.last, (select json_agg(g order by g.key) from groups g) as groups from span s`;
  const [row] = (await query<Row>(db, text, parameters.values, true)) as [Row];
  const { key: _, ...total } = row.groups.find(({ key }) => key === null) as Row['groups'][number];
  const groups = row.groups.filter((group): group is PeriodGroup & { key: string } => group.key !== null);
  return { from: row.start, to: row.last, total, groups, moment: toAsOf(row) };
}
