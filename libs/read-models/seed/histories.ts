import { SeededRandom } from './random.js';
import { ticketStory, type Classify, type HistoryEvent } from './ticket-story.js';

export interface SeedOptions {
  readonly tickets: number;
  /** The first is opened a little after this moment. */
  readonly from: Date;
  /** Nothing happens after this moment. */
  readonly until: Date;
  readonly seed?: number;
  /** Classifies the texts as the installation does; without it categories are invented with the texts. */
  readonly classify?: Classify;
  /** Number of the first ticket; default 1. */
  readonly firstNumber?: number;
}

/** Events in one piece. */
const PIECE = 5_000;
const DAY = 86_400_000;
/** How busy the hours of a day (UTC) and the days of a week (from Sunday) are. */
const HOURS = [1, 1, 1, 1, 1, 2, 6, 14, 22, 24, 22, 18, 16, 18, 20, 18, 14, 10, 7, 6, 5, 4, 3, 2];
const DAYS = [2, 12, 11, 11, 10, 9, 3];

/**
 * Realistic histories of many tickets, interleaved by time, in pieces for `appendHistory` of libs/event-log: busy and
 * quiet hours, a backlog at the end, talks, edits, corrections. The same seed makes the same.
 */
export function* seedHistories(options: SeedOptions): Generator<HistoryEvent[]> {
  const random = new SeededRandom(options.seed ?? 1);
  const pending = new TimeQueue();
  const end = options.until.getTime();
  let piece: HistoryEvent[] = [];
  let number = options.firstNumber ?? 1;
  for (const openedAt of openings(random, options)) {
    while (pending.first <= openedAt) piece.push(pending.take());
    const [opening, ...rest] = ticketStory(random, number++, openedAt, end, options.classify);
    if (opening) piece.push(opening);
    pending.add(rest);
    if (piece.length >= PIECE) {
      yield piece;
      piece = [];
    }
  }
  while (pending.first <= end) piece.push(pending.take());
  for (let i = 0; i < piece.length; i += PIECE) yield piece.slice(i, i + PIECE);
}

/** The times at which tickets are opened, ascending. */
function* openings(random: SeededRandom, { tickets, from, until }: SeedOptions): Generator<number> {
  const start = from.getTime();
  const days = Math.max(1, Math.ceil((until.getTime() - start) / DAY));
  const weights = Array.from({ length: days }, (_, day) => {
    const growth = 0.6 + (0.8 * day) / days;
    return growth * (DAYS[new Date(start + day * DAY).getUTCDay()] as number) * (0.8 + 0.4 * random.next());
  });
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let [carried, opened] = [0, 0];
  for (const [day, weight] of weights.entries()) {
    carried += (tickets * weight) / total;
    const last = day === days - 1;
    const count = last ? tickets - opened : Math.floor(carried);
    carried -= count;
    opened += count;
    const times = Array.from({ length: count }, () => start + day * DAY + timeOfDay(random)).sort((a, b) => a - b);
    for (const at of times) yield Math.min(at, until.getTime());
  }
}

const BUSY = HOURS.flatMap((weight, hour) => Array<number>(weight).fill(hour));

function timeOfDay(random: SeededRandom): number {
  return random.pick(BUSY) * 3_600_000 + random.below(3_600_000);
}

/** The events still to come of the tickets already opened, the earliest first: a heap of stories by their next event. */
class TimeQueue {
  private readonly heap: { at: number; events: HistoryEvent[]; next: number }[] = [];

  get first(): number {
    return this.heap[0]?.at ?? Infinity;
  }

  add(events: HistoryEvent[]): void {
    const [event] = events;
    if (!event) return;
    this.heap.push({ at: event.recordedAt.getTime(), events, next: 0 });
    this.up(this.heap.length - 1);
  }

  take(): HistoryEvent {
    const top = this.heap[0] as (typeof this.heap)[number];
    const event = top.events[top.next++] as HistoryEvent;
    const following = top.events[top.next];
    if (following) top.at = following.recordedAt.getTime();
    else {
      const last = this.heap.pop() as (typeof this.heap)[number];
      if (last !== top) this.heap[0] = last;
    }
    this.down(0);
    return event;
  }

  private at(index: number): number {
    return this.heap[index]?.at ?? Infinity;
  }

  private swap(a: number, b: number): void {
    const { heap } = this;
    [heap[a], heap[b]] = [heap[b] as (typeof heap)[number], heap[a] as (typeof heap)[number]];
  }

  private up(index: number): void {
    for (let i = index; i > 0;) {
      const parent = (i - 1) >> 1;
      if (this.at(parent) <= this.at(i)) return;
      this.swap(i, parent);
      i = parent;
    }
  }

  private down(index: number): void {
    for (let i = index; ;) {
      const child = this.at(2 * i + 1) <= this.at(2 * i + 2) ? 2 * i + 1 : 2 * i + 2;
      if (this.at(child) >= this.at(i)) return;
      this.swap(i, child);
      i = child;
    }
  }
}
