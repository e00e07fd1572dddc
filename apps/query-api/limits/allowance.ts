import QuickLRU from 'quick-lru';

/** Of whom acts are counted at once. */
const REMEMBERED = 20_000;

/** How often somebody may do something within a time, counted in memory. */
export class Allowance {
  private readonly taken: QuickLRU<string, { count: number }>;

  /** @param ms from the first act on */
  constructor(ms: number) {
    this.taken = new QuickLRU({ maxSize: REMEMBERED, maxAge: ms });
  }

  /** Takes one, unless it was taken as often as that. */
  take(whose: string, most: number): boolean {
    const known = this.taken.get(whose) ?? { count: 0 };
    if (known.count === 0) this.taken.set(whose, known);
    known.count += 1;
    return known.count <= most;
  }
}
