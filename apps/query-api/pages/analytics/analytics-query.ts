import { z } from 'zod';
import { daysOf, type Days, type Period } from '#libs/read-models/queries/period.js';
import { empty, instant, isPeriod, localDay } from '../../request/query-fields.js';

export const ANALYSES = [
  'open-tickets',
  'tickets',
  'resolution-time',
  'active-by-category',
  'by-place',
  'backlog',
] as const;
export type Analysis = (typeof ANALYSES)[number];
/** Those that speak of a period that is chosen. */
export const OVER_A_PERIOD: readonly Analysis[] = ['open-tickets', 'tickets', 'backlog'];
/** What a figure can be told apart by instead of the time. */
export const VIEWS: Partial<Record<Analysis, readonly View[]>> = {
  tickets: ['category', 'place', 'hour'],
  backlog: ['age'],
};
export type View = 'category' | 'place' | 'hour' | 'age';
type Unit = 'hours' | 'days';

const MOST: Record<Unit, number> = { hours: 87_600, days: 3_650 };

/** Which figure, over which period, at which moment: the whole state of the page. */
export const analyticsQuery = z
  .object({
    analysis: z.preprocess(empty, z.enum(ANALYSES).default('open-tickets')),
    last: z.preprocess(empty, z.string().max(100).default('7')),
    unit: z.preprocess(empty, z.enum(['hours', 'days']).default('days')),
    by: z.preprocess(empty, z.enum(['category', 'place', 'hour', 'age']).optional()),
    from: localDay,
    to: localDay,
    at: instant,
  })
  .transform(withDays)
  .transform(({ by, ...rest }) => ({ ...rest, by: by && VIEWS[rest.analysis]?.includes(by) ? by : undefined }))
  .transform(({ last, ...rest }) =>
    /^\d{1,5}$/.test(last) && Number(last) >= 1 && Number(last) <= MOST[rest.unit]
      ? { ...rest, last: Number(last) }
      : // The page is that of the default, and says what is wrong with the field.
        { ...rest, last: 7, unit: 'days' as const, wrongLast: last },
  );
export type AnalyticsQuery = z.infer<typeof analyticsQuery> & { readonly wrongLast?: string };

/** Days instead of a length, where both ends are given. */
function withDays<Q extends Partial<Days>>({ from, to, ...rest }: Q) {
  const days: Days | undefined = from && to && isPeriod(from, to) ? { from, to } : undefined;
  return { ...rest, days, wrongDays: (from || to) && !days ? { from, to } : undefined };
}

/** The period that is asked for. */
export function periodOf({ days, last, unit }: Pick<AnalyticsQuery, 'days' | 'last' | 'unit'>): Period {
  return days ?? { last, unit };
}

/** Periods that are one click away. */
export const PRESETS: readonly { readonly last: number; readonly unit: Unit }[] = [
  { last: 24, unit: 'hours' },
  { last: 7, unit: 'days' },
  { last: 30, unit: 'days' },
  { last: 90, unit: 'days' },
  { last: 365, unit: 'days' },
];

/** This month and the last one, seen from a local day. */
export function monthPresets(today: string) {
  const [year = 0, month = 0] = today.split('-').map(Number);
  const last = new Date(Date.UTC(year, month - 2, 1)).toISOString().slice(0, 7);
  return {
    thisMonth: { name: 'thisMonth', days: daysOf(today.slice(0, 7)) },
    lastMonth: { name: 'lastMonth', days: daysOf(last) },
  };
}

export function analyticsUrl(query: Partial<AnalyticsQuery>): string {
  const parameters = new URLSearchParams();
  if (query.analysis) parameters.set('analysis', query.analysis);
  if (query.by) parameters.set('by', query.by);
  if (query.days) {
    parameters.set('from', query.days.from);
    parameters.set('to', query.days.to);
  } else if (query.last !== undefined && query.unit) {
    parameters.set('last', String(query.last));
    parameters.set('unit', query.unit);
  }
  if (query.at) parameters.set('at', query.at.toISOString());
  return `/analytics?${parameters.toString()}`;
}
