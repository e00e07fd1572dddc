import { z } from 'zod';
import { OPENED_HOUR } from '#libs/read-models/queries/conditions.js';
import type { SortKey, Status, TicketFilter, TicketItem } from '#libs/read-models/types.js';
import {
  camelNames,
  FILTER_NAMES,
  FILTER_VALUES,
  parameterOf,
  perFilter,
  type FilterValues,
} from '../../queries/field-filters.js';
import { empty, instant } from '../../request/query-fields.js';

/** Values of one filter: those of an enumeration in its order, of texts those that a field can have. */
function valuesOf(schema: z.ZodType<string>): z.ZodType<readonly string[]> {
  const given = z
    .union([z.string(), z.array(z.string())])
    .transform((value) => [value].flat().filter((part) => part !== ''));
  if (!(schema instanceof z.ZodEnum))
    return given.transform((parts) => parts.flatMap((part) => schema.safeParse(part).data || [])).default([]);
  const options = schema.options as string[];
  return given
    .pipe(z.array(z.enum(options)))
    .transform((parts) => options.filter((value) => parts.includes(value)))
    .default([]);
}
const fieldFilters = perFilter((name) => valuesOf(FILTER_VALUES[name])) as {
  readonly [K in keyof FilterValues]: z.ZodType<FilterValues[K]>;
};

const flag = z.preprocess(
  empty,
  z
    .enum(['1', 'true', '0', 'false'])
    .optional()
    .transform((value) => value === '1' || value === 'true'),
);
const SORTS = ['-modified', 'modified', '-opened', 'opened', '-number', 'number'] as const satisfies readonly SortKey[];
const month = z.string().regex(/^[1-9]\d{3}-(0[1-9]|1[0-2])$/);

const SHAPE = {
  ...fieldFilters,
  q: z.string().trim().max(200).default(''),
  waiting: flag,
  needsReply: flag,
  check: flag,
  /** Only those reported from this browser. */
  mine: flag,
  sort: z.preprocess(empty, z.enum(SORTS).optional()),
  openedFrom: instant,
  openedUntil: instant,
  openedMonth: z.preprocess(empty, month.optional()),
  /** Weekday (1 is Monday) and hour, of a span that has both ends. */
  openedHour: z.preprocess(empty, z.string().regex(OPENED_HOUR).optional()),
  closedFrom: instant,
  closedUntil: instant,
  closedWithin: z.preprocess(empty, z.coerce.number().int().min(1).max(3650).optional()),
  answered: flag,
  at: instant,
  limit: z.preprocess(empty, z.coerce.number().int().min(1).max(200).default(50)),
  cursor: z.preprocess(empty, z.string().max(500).optional()),
};
const NAMES = Object.keys(SHAPE) as (keyof typeof SHAPE)[];

/** The whole state of the list, as it stands in its address; the same names as in the API. Empty is absent. */
export const listQuery = z.preprocess(
  camelNames,
  z.object(SHAPE).transform((query) => ({
    ...query,
    sort: query.sort ?? usualSort(query),
    openedHour: query.openedFrom && query.openedUntil && query.openedHour,
  })),
);

/** Which tickets are listed, and how. */
export type ListState = Readonly<z.output<typeof listQuery>>;

export const EVERYTHING: ListState = listQuery.parse({});

/** The order of a list unless another one is chosen: what a search finds comes with the newest first. */
export function usualSort({ q }: { readonly q?: string }): SortKey {
  return q ? '-opened' : '-modified';
}

/** The state in the address of a list; everything if there is none. */
export function listStateOf(url: string | undefined): ListState {
  const query: Record<string, string[]> = {};
  for (const [name, value] of new URLSearchParams(url?.split('?')[1])) (query[name] ??= []).push(value);
  const single = Object.entries(query).map(([name, values]) => [name, values.length > 1 ? values : values[0]]);
  return listQuery.safeParse(Object.fromEntries(single)).data ?? EVERYTHING;
}

/** The address of a list. */
export function listUrl(state: Partial<ListState>): string {
  const query = listParameters(state).toString();
  return query ? `/tickets?${query}` : '/tickets';
}

/** The state as parameters; what is at its default is left out. */
export function listParameters(state: Partial<ListState>): URLSearchParams {
  const query = new URLSearchParams();
  const usual = { sort: usualSort(state), limit: EVERYTHING.limit };
  for (const name of NAMES) {
    if (state[name] === usual[name as keyof typeof usual]) continue;
    for (const value of [state[name]].flat()) if (value) query.append(parameterOf(name), textOf(value));
  }
  return query;
}

function textOf(value: string | number | true | Date): string {
  if (value instanceof Date) return value.toISOString();
  return value === true ? '1' : String(value);
}

/**
 * The filter that the state means.
 * @param mine numbers of the tickets reported from this browser
 */
export function toFilter({ cursor, limit, sort, ...state }: ListState, mine: readonly number[]): TicketFilter {
  return { ...countable(state), sort, cursor, limit, ...(state.mine && { numbers: mine }) };
}

/** Not yet closed. */
export const ALIVE: readonly Status[] = ['open', 'active'];

/** The part of a filter that decides how many tickets there are. */
export function countable(state: Partial<ListState>): TicketFilter {
  const { q, waiting, needsReply, check } = state;
  const { sort: _sort, cursor: _cursor, limit: _limit, mine: _mine, ...rest } = state;
  const given = Object.entries(rest).filter(([, value]) => (Array.isArray(value) ? value.length > 0 : value));
  return {
    // Closed tickets neither wait nor are checked: this spares a search looking at all of them.
    ...(q && (waiting || needsReply || check) && { status: ALIVE }),
    ...Object.fromEntries(given),
  };
}

/** Filters that narrow what a tab shows. */
export const NARROWING = FILTER_NAMES.filter((name) => name !== 'status');

/** Whether it matters how a ticket was answered or closed. */
export function isOfEnd({ closedFrom, closedUntil, closedWithin, answered }: ListState): boolean {
  return Boolean(closedFrom || closedUntil || closedWithin || answered);
}

/** Whether more than the tab decides which tickets are listed. */
export function isNarrowed(state: ListState): boolean {
  const { q, openedFrom, openedUntil, openedMonth } = state;
  const ofTime = openedFrom || openedUntil || openedMonth || isOfEnd(state);
  return Boolean(q || NARROWING.some((name) => state[name].length) || ofTime);
}

/** Whether a ticket fits the part of the state that its life can change. */
export function matchesScope(state: ListState, item: TicketItem): boolean {
  const fits = FILTER_NAMES.every((name) => {
    if (name === 'without') return state.without.every((field) => item[field] === null);
    const [wanted, value] = [state[name] as readonly string[], item[name]];
    // Another ticket may be named by its number, which the item does not have.
    return wanted.length === 0 || (value !== null && (name === 'duplicateOf' || wanted.includes(value)));
  });
  return (
    fits && (!state.waiting || item.waiting) && (!state.needsReply || item.needsReply) && (!state.check || item.check)
  );
}
