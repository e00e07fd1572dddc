import type { Queryable } from '#libs/platform/database.js';
import type { ByPlaceFigure, PlaceCount } from '../types.js';
import { readAsOf } from './as-of.js';
import { ticketsOf } from './source.js';
import { query } from './sql.js';

/** The most places that are listed; the sums are of all. */
export const MOST_PLACES = 200;

interface PlaceRow extends PlaceCount {
  place: string | null;
}

/** Open and active tickets by place, the places with the most tickets first. */
export async function byPlace(db: Queryable, at?: Date): Promise<ByPlaceFigure> {
  const select = `c.place, coalesce(c.active, 0) as active, coalesce(c.open, 0) as open
    from as_of a left join (select t.place, count(*) filter (where t.status = 'active')::integer as active,
      count(*) filter (where t.status = 'open')::integer as open
      from ${ticketsOf(at)} t where t.status <> 'closed' group by t.place) c on true
    order by c.active + c.open desc nulls last, c.place`;
  const { rows, asOf } = await readAsOf<PlaceRow>(db, at, () => select);
  const sum = (of: readonly PlaceCount[]): PlaceCount => ({
    active: of.reduce((all, { active }) => all + active, 0),
    open: of.reduce((all, { open }) => all + open, 0),
  });
  const known = rows.flatMap(({ place, active, open }) => (place === null ? [] : [{ place, active, open }]));
  return {
    total: sum(rows),
    places: known.slice(0, MOST_PLACES),
    withoutPlace: sum(rows.filter(({ place }) => place === null)),
    asOf,
  };
}

/**
 * Places of tickets that are not closed, the most frequent first: nobody learns a place from a closed ticket.
 * @param part of the place, in any case; the empty text is part of all
 */
export async function usedPlaces(db: Queryable, part: string, limit: number): Promise<string[]> {
  const rows = await query<{ place: string }>(
    db,
    `select place from tickets where status <> 'closed' and place is not null and strpos(lower(place), lower($1)) > 0
     group by place order by count(*) desc, place limit $2`,
    [part, limit],
  );
  return rows.map(({ place }) => place);
}
