import { z } from 'zod';
import { localTime, optional } from '../../request/query-fields.js';
import type { Zone } from '../../queries/zone.js';
import type { ListState } from '../shared/list-state.js';

/** A past moment and days, both included, as somebody chose them on the page: local ones. Its address has instants from then on. */
export const listChoice = z.object({
  moment: optional(localTime),
  from: optional(z.iso.date()),
  to: optional(z.iso.date()),
});
export type ListChoice = z.infer<typeof listChoice>;

/** The state of the list with what was chosen. */
export async function chosenList(state: ListState, { moment, from, to }: ListChoice, zone: Zone): Promise<ListState> {
  if (!moment && !from && !to) return state;
  return {
    ...state,
    cursor: undefined,
    ...(moment && { at: await zone.momentOf(moment) }),
    ...(from && { openedFrom: await zone.momentOf(`${from}T00:00`) }),
    ...(to && { openedUntil: await zone.momentOf(`${dayAfter(to)}T00:00`) }),
  };
}

/** The day after one such as `2026-11-03`: a list ends before it. */
function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}
