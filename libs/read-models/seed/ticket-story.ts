import { CATEGORIES, type Category, type Classification, type Role, type TicketEvent } from '#libs/tickets/events.js';
import { TICKET_STREAM, toStored, type StoredParts } from '#libs/tickets/stored-events.js';
import type { SeededRandom } from './random.js';
import { describe, message } from './texts.js';

/** An event of an invented past, as `appendHistory` of libs/event-log takes it. */
export interface HistoryEvent extends StoredParts {
  readonly eventId: string;
  readonly stream: string;
  readonly version: number;
  readonly recordedAt: Date;
}
export type Classify = (text: string) => Classification;

interface Step {
  readonly at: number;
  readonly role: Role;
  readonly event: TicketEvent;
}

const MINUTE = 60_000;
const HOUR = 3_600_000;
/** Median hours until a ticket is taken up, and from then until it is closed; both spread like people's work does. */
const WORK: Readonly<Record<Category, readonly [pickUp: number, close: number]>> = {
  'facility-management': [5, 40],
  'technical-it': [2, 16],
  'services-complaints': [9, 60],
};
/** So many of all tickets are forgotten. */
const FORGOTTEN = 0.004;

/**
 * One ticket from its opening until `end`, in the order of time: the rules of libs/tickets would allow every step.
 * @param openedAt milliseconds since 1970
 */
export function ticketStory(
  random: SeededRandom,
  number: number,
  openedAt: number,
  end: number,
  classify: Classify | undefined,
): HistoryEvent[] {
  const ticketId = random.uuid(openedAt);
  const steps = new Story(random, number, openedAt, classify).steps.filter(({ at }) => at <= end);
  return steps.map(({ at, role, event }, i) => {
    const metadata = { role, commandId: random.uuid(at), correlationId: ticketId.replaceAll('-', '') };
    const stored = toStored(event, metadata);
    return {
      ...stored,
      eventId: random.uuid(at),
      stream: TICKET_STREAM + ticketId,
      version: i + 1,
      recordedAt: new Date(at),
    };
  });
}

class Story {
  readonly steps: Step[] = [];
  private category: Category;
  private decided = false;

  constructor(
    private readonly random: SeededRandom,
    number: number,
    openedAt: number,
    private readonly classify: Classify | undefined,
  ) {
    const meant = random.pick(CATEGORIES);
    const description = describe(random, meant);
    const classification = this.classified(description, meant);
    this.category = classification.category;
    const role = random.chance(0.9) ? 'user' : 'helpdesk';
    this.tell(openedAt, role, { type: 'TicketOpened', data: { number, description, classification } });
    this.live(openedAt, meant);
  }

  private live(openedAt: number, meant: Category): void {
    const { random } = this;
    const [pickUp, close] = WORK[meant];
    const active = openedAt + this.spread(pickUp * HOUR);
    if (random.chance(0.05)) this.edit(openedAt + random.below(30 * MINUTE) + MINUTE, meant);
    for (let n = random.below(4); n > 2; n--)
      this.tell(openedAt + random.below(6 * HOUR) + 1, 'user', { type: 'MeTooAdded', data: {} });
    this.sort();
    if (random.chance(FORGOTTEN)) return;
    if (this.category !== meant)
      this.decide(active - 1, { type: 'CategoryChanged', data: { from: this.category, to: meant } });
    else if (random.chance(0.04)) this.decide(active - 1, { type: 'CategoryConfirmed', data: { category: meant } });
    this.tell(active, 'helpdesk', { type: 'StatusChanged', data: { from: 'open', to: 'active' } });
    const closed = active + this.spread(close * HOUR);
    for (let n = random.below(4); n > 0; n--) this.talk(active + random.below(closed - active + 1));
    this.tell(closed, 'helpdesk', { type: 'StatusChanged', data: { from: 'active', to: 'closed' } });
    if (random.chance(0.02)) this.talk(closed + random.below(HOUR) + 1, 'helpdesk');
    this.sort();
  }

  private edit(at: number, meant: Category): void {
    const description = describe(this.random, meant);
    const classification = this.classified(description, meant);
    this.category = classification.category;
    this.tell(at, 'user', { type: 'DescriptionChanged', data: { description, classification } });
  }

  private decide(at: number, event: TicketEvent): void {
    if (this.decided) return;
    this.decided = true;
    this.tell(Math.max(at, this.steps.at(-1)?.at ?? at), 'helpdesk', event);
  }

  private talk(at: number, role: Role = this.random.chance(0.5) ? 'user' : 'helpdesk'): void {
    const data = { messageId: this.random.uuid(at), text: message(this.random) };
    this.tell(at, role, { type: 'MessagePosted', data });
  }

  private classified(text: string, meant: Category): Classification {
    if (this.classify) return this.classify(text);
    const category = this.random.chance(0.93) ? meant : this.random.pick(CATEGORIES);
    const confidence = Math.round((1 - this.random.next() ** 3 * 0.6) * 1000) / 1000;
    return { category, confidence, words: text.split(' ').slice(1, 3), categorizerVersion: 'seed' };
  }

  /** Log-normal around a median, in milliseconds. */
  private spread(median: number): number {
    return Math.max(MINUTE, Math.round(median * Math.exp(this.random.normal() * 0.9)));
  }

  private tell(at: number, role: Role, event: TicketEvent): void {
    this.steps.push({ at, role, event });
  }

  /** By time; of the same time in the order told. */
  private sort(): void {
    this.steps.sort((a, b) => a.at - b.at);
  }
}
