import { z } from 'zod';
import type { SortKey, TicketFilter } from '#libs/read-models/types.js';
import { OPENED_HOUR } from '#libs/read-models/queries/conditions.js';
import { GROUPS } from '#libs/read-models/queries/period-tickets.js';
import { ticketInAddress } from '#libs/tickets/commands.js';
import { separator } from '../export/csv-export.js';
import { camelNames, FILTER_NAMES, FILTER_VALUES, parameterOf, type FilterName } from '../queries/field-filters.js';
import { EVENT_TYPES, ROLES } from '#libs/tickets/events.js';

/** The parameters of a route: unknown ones are rejected by name, empty ones count as absent. */
function parameters<S extends z.core.$ZodLooseShape>(shape: S) {
  return z.preprocess(withoutEmpty, z.strictObject(shape));
}

function withoutEmpty(given: unknown): unknown {
  if (typeof given !== 'object' || given === null) return given;
  const entries = Object.entries(given).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.filter((one) => one !== '') : value,
  ]);
  return Object.fromEntries(
    entries.filter(([, value]) => value !== '' && !(Array.isArray(value) && value.length === 0)),
  );
}

/** A parameter that may be repeated. */
function several<T extends z.ZodType<string>>(one: T) {
  return z.union([one, z.array(one)]).transform((value) => (Array.isArray(value) ? value : [value]) as z.output<T>[]);
}

const whole = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, 'is a whole number')
    .transform(Number)
    .pipe(z.int().min(least, `is at least ${least}`).max(most, `is at most ${most}`))
    // As OpenAPI shows it.
    .meta({ type: 'integer', minimum: least, maximum: most });
/** The beginning of the year 1: PostgreSQL has no year 0. */
const FIRST_TIME = Date.parse('0001-01-01T00:00:00Z');
const time = z.iso
  .datetime({ offset: true, error: 'is a time such as 2026-11-03T09:15:00Z or 2026-11-03T10:15:00+01:00' })
  .transform((text) => new Date(text))
  .refine((date) => date.getTime() >= FIRST_TIME, 'is no time that there is');
const day = z.iso.date('is a day such as 2026-11-03').refine((text) => text >= '1970', 'is from 1970 on');
const flag = z.enum(['true', 'false']).transform((text) => text === 'true');
const month = z.string().regex(/^[1-9]\d{3}-(0[1-9]|1[0-2])$/, 'is a month such as 2026-11');
const SORTS = ['opened', 'modified', 'number', '-opened', '-modified', '-number'] as const satisfies SortKey[];
const sort = z.enum(SORTS);
const UNSEARCHABLE = 'holds signs that cannot be searched';
const isSearchable = (text: string): boolean => !text.includes('\0') && text.isWellFormed();
const search = z.string().max(200, 'has at most 200 characters').refine(isSearchable, UNSEARCHABLE);
const at = time.optional().describe('A past moment, or a position of the log; only the helpdesk may ask for one');

/** What the documentation says of a filter beside that it may be repeated. */
const FILTER_HINTS: Partial<Record<FilterName, string>> = {
  status: 'May be repeated; for users without closed',
  place: 'May be repeated; in any spelling of its normal form',
  assignee: 'May be repeated: the name of whoever takes care of it',
  duplicateOf: 'UUID or number of a ticket; may be repeated',
  without: 'Tickets that have none; may be repeated',
};
type FilterParameter = z.ZodOptional<z.ZodType<string[]>>;
const filterParameter = (name: FilterName): FilterParameter =>
  several<z.ZodType<string>>(FILTER_VALUES[name])
    .optional()
    .describe(FILTER_HINTS[name] ?? 'May be repeated');
const fieldFilters: Readonly<Record<string, FilterParameter>> = Object.fromEntries(
  FILTER_NAMES.map((name) => [parameterOf(name), filterParameter(name)]),
);

const filterShape = {
  ...fieldFilters,
  q: search
    .optional()
    .describe(
      'Words, beginnings or parts of words that must all occur in the description or the messages; "words that follow each other", -word that must not occur',
    ),
  'opened-from': time.optional().describe('Opened at this time or later'),
  'opened-until': time.optional().describe('Opened at this time or earlier'),
  'opened-month': month.optional().describe('Opened in this month of the time zone of the installation'),
  'opened-hour': z
    .string()
    .regex(OPENED_HOUR, 'is a weekday (1 is Monday) and an hour such as 1-09')
    .optional()
    .describe(
      'Opened on this weekday (1 is Monday) and hour of that time zone: 1-09; with opened-from and opened-until',
    ),
  'closed-from': time.optional().describe('Closed at this time or later'),
  'closed-until': time.optional().describe('Closed at this time or earlier'),
  'closed-within': whole(1, 3650).optional().describe('Closed at most so many times 24 hours after the opening'),
  answered: z
    .literal('true')
    .transform(() => true)
    .optional()
    .describe('The helpdesk has written under it'),
  waiting: flag.optional().describe('The last word is a user’s, and the ticket is not closed'),
  'needs-reply': flag.optional().describe('A user wrote after the helpdesk had, and the ticket is not closed'),
  check: flag.optional().describe('The category is a guess that nobody has looked at yet'),
  sort: sort
    .optional()
    .describe('Default -modified; with q -opened. Other orders of a search are of its newest 5000 matches'),
  at,
};

/** An hour of the week has an end only within a span of time. */
const hourOfSpan = (given: Readonly<Record<string, unknown>>): boolean =>
  !given['opened-hour'] || Boolean(given['opened-from'] && given['opened-until']);
const NO_SPAN = { path: ['opened-hour'], error: 'needs opened-from and opened-until' };

export const ticketListParameters = parameters({
  ...filterShape,
  sort: z
    .enum([...SORTS, 'best'])
    .optional()
    .describe(
      'Default -modified; with q -opened, other orders of a search are of its newest 5000 matches; best: one page of the best among its newest 200',
    ),
  cursor: z.string().optional().describe('`nextCursor` of the page before; with the same filter and order'),
  limit: whole(1, 200).optional().describe('Default 50'),
}).refine(hourOfSpan, NO_SPAN);
export const feedParameters = parameters(fieldFilters);
export const ticketExportParameters = parameters({
  ...filterShape,
  separator: separator.default(',').describe('Between cells; default comma'),
}).refine(hourOfSpan, NO_SPAN);
export const ticketParameters = parameters({ at });
export const ticketIdParameter = z.object({ id: ticketInAddress });
const period = {
  last: whole(1, 87_600).default(24).describe('1 to 87600 hours, or 1 to 3650 days'),
  unit: z.enum(['hours', 'days']).default('hours').describe('A day is 24 hours'),
  from: day.optional().describe('Instead of `last`: the first day, of the time zone of the installation'),
  to: day.optional().describe('The last day, included; what is later than now is left out'),
} as const;
interface GivenPeriod {
  readonly last: number;
  readonly unit: 'hours' | 'days';
  readonly from?: string;
  readonly to?: string;
}
const withPeriod = <T extends GivenPeriod>(schema: z.ZodType<T>) =>
  schema
    .refine(({ last, unit }) => unit === 'hours' || last <= 3650, { path: ['last'], error: 'is at most 3650 days' })
    .refine(({ from, to }) => !to || from, { path: ['from'], error: 'is missing' })
    .refine(({ from, to }) => !from || to, { path: ['to'], error: 'is missing' })
    .transform(({ last, unit, from, to, ...rest }) => ({
      ...rest,
      period: from && to ? { from, to } : { last, unit },
    }));
export const openTicketsParameters = withPeriod(parameters({ ...period, at }));
export const periodTicketsParameters = withPeriod(
  parameters({
    ...period,
    by: z
      .enum(GROUPS)
      .default('day')
      .describe('What the tickets are told apart by; hour: weekday (1 is Monday) and hour'),
    at,
  }),
);
export const figureParameters = parameters({ at });
export const backlogParameters = parameters({
  from: time.describe('First moment'),
  until: time.optional().describe('Last moment; default now'),
  step: z
    .enum(['hour', 'day'])
    .default('day')
    .describe('Full hours (UTC), or midnights of the time zone of the installation'),
});
export const placesParameters = parameters({
  q: search.default('').describe('Part of the code or the name of a place'),
});
export const eventParameters = parameters({
  after: whole(0, Number.MAX_SAFE_INTEGER).default(0).describe('The last position already known'),
  limit: whole(1, Number.MAX_SAFE_INTEGER).optional().describe('At most so many events; default all there are'),
  wait: whole(0, 60).default(0).describe('Stay so many seconds for events to come'),
});
export const auditParameters = parameters({
  type: several(z.enum(EVENT_TYPES as [string, ...string[]]))
    .optional()
    .describe('May be repeated'),
  ticket: ticketInAddress.optional().describe('UUID or number'),
  role: several(z.enum(ROLES)).optional().describe('May be repeated'),
  from: time.optional(),
  until: time.optional(),
  q: search.optional().describe('Part of a description, message or name'),
  before: whole(1, Number.MAX_SAFE_INTEGER)
    .optional()
    .describe('Only events before this position: `nextBefore` of the page before'),
  limit: whole(1, 200).optional().describe('Default 50'),
});

type Listed = Omit<z.output<typeof ticketExportParameters>, 'separator'> | z.output<typeof ticketListParameters>;

/** The filter that the parameters of a list mean. */
export function toFilter({ sort, ...given }: Listed): TicketFilter {
  return { ...camelNames(given), ...(sort === 'best' ? { best: true } : { sort }) };
}
export const noParameters = parameters({});
