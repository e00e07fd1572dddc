import { SeededRandom } from '../random.js';
import type { CampusCalendar } from './calendar.js';

const HOUR = 3_600_000;

export interface Arrival {
  readonly at: number;
  /** Where people live, not where they work. */
  readonly atHome: boolean;
}
export interface Span {
  /** Milliseconds since 1970; from <= t < until. */
  readonly from: number;
  readonly until: number;
}

/**
 * When things are reported: exactly so many, by chance, as busy as the calendar. The running sum of exponential
 * numbers over their total is a sorted sample (Devroye, Non-Uniform Random Variate Generation, V.3.1): no list is kept.
 */
export function* arrivals(
  calendar: CampusCalendar,
  { from, until }: Span,
  count: number,
  seed: number,
): Generator<Arrival> {
  let total = 0;
  for (let at = from; at < until; at += HOUR) total += busyness(calendar, at, until);
  const all = gaps(seed);
  let sum = 0;
  for (let index = 0; index <= count; index++) sum += all();

  const [again, random] = [gaps(seed), new SeededRandom(seed, 2)];
  let at = from;
  let [passed, here] = [0, busyness(calendar, at, until)];
  let due = 0;
  for (let index = 0; index < count; index++) {
    due += (again() / sum) * total;
    while (passed + here < due && at + HOUR < until) {
      passed += here;
      at += HOUR;
      here = busyness(calendar, at, until);
    }
    const within = Math.min(0.999_999, (due - passed) / here) * Math.min(HOUR, until - at);
    const { campus, home } = calendar.rhythm(at);
    yield { at: Math.floor(at + within), atHome: random.chance((SHARE * home) / (campus + SHARE * home)) };
  }
}

/** Weight of what is reported from home. */
const SHARE = 0.22;

function busyness(calendar: CampusCalendar, at: number, until: number): number {
  const { campus, home } = calendar.rhythm(at);
  return (campus + SHARE * home + 0.01) * Math.min(1, (until - at) / HOUR);
}

function gaps(seed: number): () => number {
  const random = new SeededRandom(seed, 1);
  return () => -Math.log(1 - random.next());
}
