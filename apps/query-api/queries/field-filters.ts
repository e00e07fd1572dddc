import { z } from 'zod';
import { MAY_BE_EMPTY, type FieldFilter } from '#libs/read-models/fields.js';
import { cleanName, ticketInAddress } from '#libs/tickets/commands.js';
import { CATEGORIES, PRIORITIES, STATUSES } from '#libs/tickets/events.js';
import { placeText } from '#libs/tickets/place.js';
import { isStorable } from '#libs/tickets/texts.js';

/*
 * Filters by the fields that libs/read-models/fields.ts marks with `filter`. Parameters of the API and of the list's address, chips and live
 * updates follow from this table: a new filter is one line here.
 */

const ofText = (text: z.ZodString): z.ZodString =>
  text.max(200).refine(isStorable, 'holds signs that cannot be searched');

/** What one value of a filter may be: an enumeration, or a text in its normal form. */
export const FILTER_VALUES = {
  status: z.enum(STATUSES),
  category: z.enum(CATEGORIES),
  place: ofText(placeText),
  assignee: ofText(z.string().overwrite(cleanName)),
  priority: z.enum(PRIORITIES),
  duplicateOf: ticketInAddress,
  without: z.enum(MAY_BE_EMPTY),
} as const satisfies { readonly [K in keyof FieldFilter]-?: z.ZodType<NonNullable<FieldFilter[K]>[number]> };
export type FilterName = keyof typeof FILTER_VALUES;
export const FILTER_NAMES = Object.keys(FILTER_VALUES) as FilterName[];
/** The values of each filter; none means any. */
export type FilterValues = { readonly [K in FilterName]: NonNullable<FieldFilter[K]> };

/** How a filter is called in an address: `duplicate-of`. */
export function parameterOf(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** `opened-from` in an address is `openedFrom` here. */
export function camelNames(query: unknown): Record<string, unknown> {
  const camel = (name: string): string => name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return Object.fromEntries(Object.entries(query as object).map(([name, value]) => [camel(name), value as unknown]));
}

/** Something for each filter, by its name. */
export function perFilter<T>(make: (name: FilterName) => T): Record<FilterName, T> {
  return Object.fromEntries(FILTER_NAMES.map((name) => [name, make(name)])) as Record<FilterName, T>;
}
