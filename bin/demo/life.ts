import TinyQueue from 'tinyqueue';
import { decide, type Command } from '#libs/tickets/decide.js';
import {
  schemaVersionOf,
  type Classification,
  type Photo,
  type RecordedEvent,
  type TicketEvent,
} from '#libs/tickets/events.js';
import { evolve, type Ticket } from '#libs/tickets/ticket.js';
import { toRow, type EventMetadata } from '#libs/tickets/stored-events.js';
import { SeededRandom } from '../random.js';
import { arrivals, type Span } from './arrivals.js';
import { CampusCalendar } from './calendar.js';
import { browserOn } from './people.js';
import { plan, type Period, type Report, type Step } from './plan.js';
import { ScenarioPicker } from './scenario-picker.js';

export interface LifeOptions extends Span {
  readonly seed: number;
  readonly tickets: number;
  readonly timeZone: string;
  /** Number of the first ticket. */
  readonly firstNumber: number;
  readonly classify: (text: string) => Classification;
  /** What reports can show, by the words that these have. */
  readonly photos?: readonly { readonly about: RegExp; readonly photo: Photo }[];
}

/** Events in one piece. */
const PIECE = 2_000;

/** A ticket on its way. */
interface Case {
  readonly ticketId: string;
  readonly report: Report;
  ticket: Ticket | undefined;
  confidence: number;
  /** Position of a message that its writer should not have sent. */
  privatePosition?: number;
}

const DAY = 86_400_000;
/** How often a report is one of something that was repaired before, and between which days after its end. */
/** How often a report is of something that somebody has reported already, at most so long ago. */
const SAME = { share: 0.08, before: 2 * DAY };
const AGAIN = { share: 0.07, after: 1.5 * DAY, before: 25 * DAY, kept: 300 };

/**
 * The life of a campus under a simulated clock: its events in order of time, in pieces, decided by the real rules. A seed
 * repeats the same events. Memory holds the tickets that are not closed.
 */
export function* campusLife(options: LifeOptions): Generator<readonly ReturnType<typeof toRow>[]> {
  let piece: ReturnType<typeof toRow>[] = [];
  for (const event of new CampusLife(options).run()) {
    piece.push(toRow(event));
    if (piece.length < PIECE) continue;
    yield piece;
    piece = [];
  }
  yield piece;
}

/** What is still to come, the earliest first; of two at the same time the one that was planned first. */
interface Planned {
  readonly step: Step;
  readonly order: number;
  readonly of: Case;
}

class CampusLife {
  private readonly period: Period;
  private readonly picker: ScenarioPicker;
  private readonly ids: SeededRandom;
  private readonly queue = new TinyQueue<Planned>([], (a, b) => a.step.at - b.step.at || a.order - b.order);
  private closed: { readonly at: number; readonly ticketId: string; readonly report: Report }[] = [];
  /** What may be reported by somebody else too. */
  private fresh: { readonly at: number; readonly of: Case }[] = [];
  private planned = 0;
  private opened = 0;
  private position = 0;

  constructor(private readonly options: LifeOptions) {
    const population = Math.max(60, Math.min(8_000, Math.round(options.tickets / 4)));
    this.period = { calendar: new CampusCalendar(options.timeZone), population, until: options.until };
    this.picker = new ScenarioPicker(this.period);
    this.ids = new SeededRandom(options.seed, 4);
  }

  *run(): Generator<RecordedEvent> {
    const { tickets, seed, until } = this.options;
    let index = 0;
    for (const { at, atHome } of arrivals(this.period.calendar, this.options, tickets, seed)) {
      yield* this.liveUntil(at);
      this.report(at, atHome, new SeededRandom(seed, 3, index++));
    }
    yield* this.liveUntil(until);
  }

  private *liveUntil(until: number): Generator<RecordedEvent> {
    for (let next = this.queue.peek(); next && next.step.at < until; next = this.queue.peek()) {
      this.queue.pop();
      yield* this.perform(next.of, next.step);
    }
  }

  private report(at: number, atHome: boolean, random: SeededRandom): void {
    const report = this.comesAgain(at, random) ?? this.reportedToo(at, random) ?? this.picker.next(at, atHome, random);
    const of: Case = { ticketId: this.ids.uuid(at), report, ticket: undefined, confidence: 0 };
    if (!report.sameAs && !report.opening.byPhone) this.fresh.push({ at, of });
    for (const step of plan(report, at, random, this.period)) this.queue.push({ step, order: this.planned++, of });
  }

  private comesAgain(at: number, random: SeededRandom): Report | undefined {
    if (!random.chance(AGAIN.share)) return undefined;
    this.closed = this.closed.filter((before) => before.at > at - AGAIN.before).slice(-AGAIN.kept);
    const ready = this.closed.filter((before) => before.at < at - AGAIN.after);
    if (ready.length === 0) return undefined;
    const before = random.pick(ready);
    this.closed.splice(this.closed.indexOf(before), 1);
    return this.picker.again(before.report, before.ticketId, random);
  }

  private reportedToo(at: number, random: SeededRandom): Report | undefined {
    this.fresh = this.fresh.filter(({ at: opened, of }) => opened > at - SAME.before && of.ticket?.status !== 'closed');
    const known = this.fresh.filter(({ of }) => of.ticket);
    if (known.length === 0 || !random.chance(SAME.share)) return undefined;
    const { report, ticketId } = random.pick(known).of;
    return this.picker.too(report, ticketId, random);
  }

  private *perform(of: Case, step: Step): Generator<RecordedEvent> {
    const command = this.command(of, step);
    if (!command) return;
    const decision = decide(of.ticket, command);
    if (decision.kind === 'no-op') return;
    if (decision.kind === 'rejected') throw new Error(`The rules reject what the scenario wants: ${decision.code}`);
    const { name } = step.person;
    const metadata: EventMetadata = {
      role: step.role,
      commandId: this.ids.uuid(step.at),
      correlationId: this.ids.uuid(step.at).replaceAll('-', ''),
      ...(name ? { name } : {}),
      ...(command.browser ? { browser: command.browser } : {}),
    };
    for (const event of decision.events) yield this.record(of, event, metadata, step.at);
    if (step.action.type === 'say' && step.action.isPrivate) of.privatePosition = this.position;
    if (of.ticket?.status === 'closed' && of.report.scenario.again) {
      this.closed.push({ at: step.at, ticketId: of.ticketId, report: of.report });
    }
  }

  private command(of: Case, { action, at, role, person }: Step): Command | undefined {
    const who = { role, browser: browserOn(person, of.ticketId) };
    switch (action.type) {
      case 'open': {
        const classification = this.classify(of, action.text);
        const number = this.options.firstNumber + this.opened++;
        const { follows } = of.report;
        return {
          ...who,
          type: 'OpenTicket',
          number,
          description: action.text,
          classification,
          ...(follows && { follows }),
          ...(action.place && { place: action.place }),
          ...(action.hasPhoto && { photos: this.photosOf(action.text) }),
        };
      }
      case 'describe': {
        const classification = this.classify(of, action.text);
        return { ...who, type: 'ChangeDescription', description: action.text, classification };
      }
      case 'say':
        return { ...who, type: 'PostMessage', messageId: this.ids.uuid(at), text: action.text };
      case 'hide': {
        const position = of.privatePosition;
        return position ? { ...who, type: 'HideText', position, reason: action.reason } : undefined;
      }
      case 'assign':
        return { ...who, type: 'Assign', name: action.name };
      case 'urgent':
        return { ...who, type: 'SetPriority', priority: 'urgent' };
      case 'same':
        return { ...who, type: 'MarkDuplicate', of: action.of, chain: [action.of] };
      case 'status':
        return { ...who, type: 'ChangeStatus', status: action.status };
      case 'judge': {
        const { category } = of.report.scenario;
        return isCorrected(of, action.care) ? { ...who, type: 'ChangeCategory', category } : undefined;
      }
      case 'me-too':
        return { ...who, type: 'AddMeToo' };
      default:
        return action satisfies never;
    }
  }

  private photosOf(text: string): Photo[] {
    const { photos = [] } = this.options;
    return photos.flatMap(({ about, photo }) => (about.test(text) ? [photo] : [])).slice(0, 1);
  }

  private classify(of: Case, text: string): Classification {
    const classification = this.options.classify(text);
    of.confidence = classification.confidence;
    return classification;
  }

  private record(of: Case, event: TicketEvent, metadata: EventMetadata, at: number): RecordedEvent {
    const [eventId, recordedAt] = [this.ids.uuid(at), new Date(at)];
    const version = (of.ticket?.version ?? 0) + 1;
    const place = { eventId, ticketId: of.ticketId, version, position: ++this.position, recordedAt };
    const recorded = { ...event, ...place, schemaVersion: schemaVersionOf(event), ...metadata };
    of.ticket = evolve(of.ticket, recorded);
    return recorded;
  }
}

/** Wrong categories are mostly corrected, uncertain ones often confirmed, others hardly ever touched. */
function isCorrected({ report, ticket, confidence }: Case, care: number): boolean {
  if (ticket?.category !== report.scenario.category) return care > 0.08;
  return care > (confidence < 0.75 ? 0.4 : 0.95);
}
