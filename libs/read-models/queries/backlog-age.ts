import type { Queryable } from '#libs/platform/database.js';
import { CATEGORIES, type Category } from '#libs/tickets/events.js';
import type { AsOf } from '../types.js';
import { readAsOf } from './as-of.js';
import { ticketsOf } from './source.js';

/** The least age of each group of tickets, in days of 24 hours. */
export const AGE_STEPS = [0, 1, 3, 7, 30, 90] as const;

export interface BacklogAgeFigure {
  /** From `fromDays` (included) to `toDays` (not; null: and older). */
  readonly ages: readonly {
    readonly fromDays: number;
    readonly toDays: number | null;
    readonly total: number;
    readonly categories: readonly { readonly category: Category; readonly notYetClosed: number }[];
  }[];
  readonly asOf: AsOf;
}

interface AgeRow {
  category: Category;
  step: number;
  count: number;
}

/** For how long the tickets that are not closed at T have been open, by category. */
export async function backlogAge(db: Queryable, at?: Date): Promise<BacklogAgeFigure> {
  const select = `c.* from as_of a left join (
    select t.category, width_bucket(extract(epoch from o.at - t.opened_at) / 86400, array[${AGE_STEPS.join(', ')}]::numeric[]) - 1 as step,
      count(*)::integer as count
    from as_of o cross join ${ticketsOf(at)} t where t.status <> 'closed' group by 1, 2) c on true`;
  const { rows, asOf } = await readAsOf<AgeRow>(db, at, () => select);
  const ages = AGE_STEPS.map((fromDays, step) => {
    const categories = CATEGORIES.map((category) => ({
      category,
      notYetClosed: rows.find((row) => row.category === category && row.step === step)?.count ?? 0,
    }));
    const total = categories.reduce((sum, { notYetClosed }) => sum + notYetClosed, 0);
    return { fromDays, toDays: AGE_STEPS[step + 1] ?? null, total, categories };
  });
  return { ages, asOf };
}
