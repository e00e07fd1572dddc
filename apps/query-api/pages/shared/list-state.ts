import { z } from 'zod';
import type { Category, SortKey, Status, TicketFilter, TicketItem } from '#libs/read-models/types.js';
import { CATEGORIES, STATUSES } from '#libs/tickets/events.js';
import { isTooLongPlace, normalPlace } from '#libs/tickets/place.js';
import { isStorable } from '#libs/tickets/texts.js';
import { empty, instant } from '../../request/query-fields.js';

const list = <T extends string>(values: readonly T[]) =>
  z
    .union([z.string(), z.array(z.string())])
    .transform((value) => [value].flat().filter((part) => part !== ''))
    .pipe(z.array(z.enum(values as readonly [T, ...T[]])))
    .transform((parts) => values.filter((value) => parts.includes(value)))
    .default([]);
const flag = z.preprocess(
  empty,
  z
    .enum(['1', 'true', '0', 'false'])
    .optional()
    .transform((value) => value === '1' || value === 'true'),
);
const SORTS = ['-modified', 'modified', '-opened', 'opened', '-number', 'number'] as const satisfies readonly SortKey[];

/** The whole state of the list, as it stands in its address; the same names as in the API. Empty is absent. */
export const listQuery = z
  .object({
    status: list(STATUSES),
    category: list(CATEGORIES),
    place: z
      .union([z.string(), z.array(z.string())])
      .transform((value) => [value].flat().map(normalPlace))
      .transform((places) => places.filter((place) => place !== '' && isStorable(place) && !isTooLongPlace(place)))
      .default([]),
    q: z.string().trim().max(200).default(''),
    waiting: flag,
    check: flag,
    mine: flag,
    sort: z.preprocess(empty, z.enum(SORTS).optional()),
    'opened-from': instant,
    'opened-until': instant,
    'opened-month': z.preprocess(
      empty,
      z
        .string()
        .regex(/^[1-9]\d{3}-(0[1-9]|1[0-2])$/)
        .optional(),
    ),
    at: instant,
    cursor: z.preprocess(empty, z.string().max(500).optional()),
    limit: z.preprocess(empty, z.coerce.number().int().min(1).max(200).default(50)),
  })
  .transform(({ 'opened-from': openedFrom, 'opened-until': openedUntil, 'opened-month': openedMonth, ...rest }) => ({
    ...rest,
    sort: rest.sort ?? usualSort(rest),
    openedFrom,
    openedUntil,
    openedMonth,
  }));

/** Which tickets are listed, and how. */
export interface ListState {
  readonly status: readonly Status[];
  readonly category: readonly Category[];
  readonly place: readonly string[];
  readonly q: string;
  readonly waiting: boolean;
  readonly check: boolean;
  /** Only those reported from this browser. */
  readonly mine: boolean;
  readonly sort: SortKey;
  readonly openedFrom?: Date;
  readonly openedUntil?: Date;
  readonly openedMonth?: string;
  readonly at?: Date;
  readonly cursor?: string;
  readonly limit: number;
}

export const EVERYTHING: ListState = {
  status: [],
  category: [],
  place: [],
  q: '',
  waiting: false,
  check: false,
  mine: false,
  sort: '-modified',
  limit: 50,
};

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
  const put = (name: string, value: string | undefined): void => {
    if (value) query.append(name, value);
  };
  state.status?.forEach((status) => put('status', status));
  state.category?.forEach((category) => put('category', category));
  state.place?.forEach((place) => put('place', place));
  put('q', state.q);
  put('waiting', state.waiting ? '1' : undefined);
  put('check', state.check ? '1' : undefined);
  put('mine', state.mine ? '1' : undefined);
  put('sort', state.sort === usualSort(state) ? undefined : state.sort);
  put('opened-from', state.openedFrom?.toISOString());
  put('opened-until', state.openedUntil?.toISOString());
  put('opened-month', state.openedMonth);
  put('at', state.at?.toISOString());
  put('limit', state.limit && state.limit !== EVERYTHING.limit ? String(state.limit) : undefined);
  put('cursor', state.cursor);
  return query;
}

/**
 * What the state asks of the read models.
 * @param mine numbers of the tickets reported from this browser
 */
export function toFilter({ cursor, limit, sort, ...state }: ListState, mine: readonly number[]): TicketFilter {
  return { ...countable(state), sort, cursor, limit, ...(state.mine && { numbers: mine }) };
}

/** Closed tickets neither wait nor are checked: said, it spares a search looking at all of them. */
const UNCLOSED: readonly Status[] = ['open', 'active'];

/** The part of a filter that decides how many tickets there are. */
export function countable(state: Partial<ListState>): TicketFilter {
  return {
    status: state.status?.length ? state.status : state.q && (state.waiting || state.check) ? UNCLOSED : undefined,
    category: state.category?.length ? state.category : undefined,
    place: state.place?.length ? state.place : undefined,
    q: state.q || undefined,
    waiting: state.waiting || undefined,
    check: state.check || undefined,
    openedFrom: state.openedFrom,
    openedUntil: state.openedUntil,
    openedMonth: state.openedMonth,
    at: state.at,
  };
}

/** Whether a ticket fits the part of the state that its life can change. */
export function matchesScope(state: ListState, item: TicketItem): boolean {
  return (
    (state.status.length === 0 || state.status.includes(item.status)) &&
    (state.category.length === 0 || state.category.includes(item.category)) &&
    (state.place.length === 0 || (item.place !== null && state.place.includes(item.place))) &&
    (!state.waiting || item.waiting) &&
    (!state.check || item.check)
  );
}
