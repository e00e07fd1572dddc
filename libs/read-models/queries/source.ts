import { PAST_COLUMNS } from '../fields.js';
import { AT, POSITION } from './as-of.js';

/*
 * Tickets as a list or a figure sees them, `t` with the columns of `tickets` that it selects and sorts by: those of now, or those of a
 * past position, which are versions that began up to it and ended beyond it.
 */

/** No version has a lifetime of more than 2 ^ 40 positions. */
const LONGEST = 40;
const COLUMNS = [...PAST_COLUMNS.map(({ column }) => column), 'opened_month', 'item'].join(', ');

/** Of the past: those that were so then and changed since. Few at any time, found by their lifetime. */
export const CHANGED_SINCE = `(select h.* from generate_series(0, ${LONGEST}) s (span) cross join lateral (
    select ${COLUMNS} from tickets_history v where v.span = s.span and v.last_position <= ${POSITION}
      and v.last_position > ${POSITION} - (1::bigint << s.span) and v.until_position > ${POSITION} offset 0) h)`;

/** Of the past: those that are still so. The sort keys are bounded too, for an index that is followed in its order. */
const stillSo = (tickets: string): string =>
  `(select ${COLUMNS} from ${tickets} f where f.last_position <= ${POSITION} and f.modified_at <= ${AT} and f.opened_at <= ${AT})`;

/** The parts in which tickets are looked for: one of now, two of a past time. */
export function partsOf(at: Date | undefined): readonly string[] {
  return at ? [stillSo('tickets'), CHANGED_SINCE] : ['tickets'];
}

/** All tickets, of now or of a past time. */
export function ticketsOf(at: Date | undefined): string {
  return `(${partsOf(at)
    .map((part) => `select * from ${part} f`)
    .join(' union all ')})`;
}

/** The text of a ticket `t`: one that was replaced since comes before the one of now, also when it was erased. */
export function textOf(at: Date | undefined): string {
  const now = 'select x.description from texts x where x.ticket_id = t.ticket_id';
  if (!at) return `(${now})`;
  return `(select f.description from (select v.until_position, v.description from texts_history v
      where v.ticket_id = t.ticket_id and v.until_position > ${POSITION} union all select null, (${now})) f
    order by f.until_position limit 1)`;
}
