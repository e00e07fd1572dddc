import { readItem } from '../fields.js';
import type { TicketItem } from '../types.js';

/** Rows as one JSON text: a page is read so in a third of the time that a thousand cells take. */
export function itemsText(description: string, order: string): string {
  const row = `concat('{', t.item, ',"description":', coalesce(to_json(${description})::text, 'null'), '}')`;
  return `'[' || string_agg(${row}, ',' order by ${order}) || ']'`;
}

/** @param text null when there were no rows */
export function readItems(text: string | null): TicketItem[] {
  return text === null ? [] : (JSON.parse(text) as Record<string, unknown>[]).map(readItem);
}
