import { v7 as newId } from 'uuid';
import type { HistoryEvent } from '#libs/event-log/history.js';
import { newCorrelationId } from '#libs/platform/correlation.js';
import { decide, type Command } from '#libs/tickets/decide.js';
import { evolve, SCHEMA_VERSIONS, type Classification, type Ticket, type TicketEvent } from '#libs/tickets/events.js';
import { TICKET_STREAM, toStored, type EventMetadata } from '#libs/tickets/stored-events.js';
import { Agenda } from './agenda.js';
import { arrivals, type Period } from './arrivals.js';
import { CampusCalendar } from './calendar.js';
import { Casting } from './casting.js';
import { Dice } from './dice.js';
import { browserOn } from './people.js';
import { plan, type Act, type Campus, type Deed, type Report } from './plan.js';

export interface LifeOptions extends Period {
  readonly seed: number;
  readonly tickets: number;
  readonly timeZone: string;
  readonly firstNumber: number;
  /** @param text the description; `words` is the hand-written text it was made of */
  readonly classify: (text: string, words: string) => Classification;
}

/** A ticket on its way. */
interface Case {
  readonly ticketId: string;
  readonly report: Report;
  ticket: Ticket | undefined;
  confidence: number;
}

const DAY = 86_400_000;
/** How often a report is one of something that was repaired before, and between which days after its end. */
const AGAIN = { share: 0.07, after: 1.5 * DAY, before: 25 * DAY, kept: 300 };

/**
 * The life of a campus under a simulated clock: its events in order of time, decided by the real rules. A seed brings the
 * same events back, apart from ids. Memory holds the tickets that are not closed.
 */
export function campusLife(options: LifeOptions): Generator<HistoryEvent> {
  return new CampusLife(options).run();
}

class CampusLife {
  private readonly campus: Campus;
  private readonly casting: Casting;
  private readonly agenda = new Agenda<{ readonly act: Act; readonly of: Case }>();
  private closed: { readonly at: number; readonly ticketId: string; readonly report: Report }[] = [];
  private opened = 0;
  private position = 0;

  constructor(private readonly options: LifeOptions) {
    const population = Math.max(60, Math.min(8_000, Math.round(options.tickets / 4)));
    this.campus = { calendar: new CampusCalendar(options.timeZone), population, until: options.until };
    this.casting = new Casting(this.campus);
  }

  *run(): Generator<HistoryEvent> {
    const { tickets, seed, until } = this.options;
    let index = 0;
    for (const { at, atHome } of arrivals(this.campus.calendar, this.options, tickets, seed)) {
      yield* this.liveUntil(at);
      this.report(at, atHome, new Dice(seed, 3, index++));
    }
    yield* this.liveUntil(until);
  }

  private *liveUntil(until: number): Generator<HistoryEvent> {
    while (this.agenda.next < until) {
      const due = this.agenda.take();
      if (due) yield* this.perform(due.of, due.act);
    }
  }

  private report(at: number, atHome: boolean, dice: Dice): void {
    const report = this.comesAgain(at, dice) ?? this.casting.next(at, atHome, dice);
    const of: Case = { ticketId: newId({ msecs: at }), report, ticket: undefined, confidence: 0 };
    for (const act of plan(report, at, dice, this.campus)) this.agenda.note(act.at, { act, of });
  }

  private comesAgain(at: number, dice: Dice): Report | undefined {
    if (!dice.chance(AGAIN.share)) return undefined;
    this.closed = this.closed.filter((before) => before.at > at - AGAIN.before).slice(-AGAIN.kept);
    const ready = this.closed.filter((before) => before.at < at - AGAIN.after);
    if (ready.length === 0) return undefined;
    const before = dice.pick(ready);
    this.closed.splice(this.closed.indexOf(before), 1);
    return this.casting.again(before.report, before.ticketId, dice);
  }

  private *perform(of: Case, act: Act): Generator<HistoryEvent> {
    const command = this.command(of, act);
    if (!command) return;
    const decision = decide(of.ticket, command);
    if (decision.kind === 'no-op') return;
    if (decision.kind === 'rejected') throw new Error(`The rules reject what the story wants: ${decision.code}`);
    const { name } = act.person;
    const metadata: EventMetadata = {
      role: act.role,
      commandId: newId({ msecs: act.at }),
      correlationId: newCorrelationId(),
      ...(name ? { name } : {}),
      ...(command.browser ? { browser: command.browser } : {}),
    };
    for (const event of decision.events) yield this.record(of, event, metadata, act.at);
    if (of.ticket?.status === 'closed' && of.report.story.again) {
      this.closed.push({ at: act.at, ticketId: of.ticketId, report: of.report });
    }
  }

  private command(of: Case, { deed, role, person }: Act): Command | undefined {
    const who = { role, browser: browserOn(person, of.ticketId) };
    switch (deed.type) {
      case 'open': {
        const classification = this.classify(of, deed.text, of.report.opening.text);
        const number = this.options.firstNumber + this.opened++;
        const { follows } = of.report;
        return {
          ...who,
          type: 'OpenTicket',
          number,
          description: deed.text,
          classification,
          ...(follows && { follows }),
        };
      }
      case 'describe': {
        const classification = this.classify(of, deed.text, of.report.opening.edit ?? deed.text);
        return { ...who, type: 'ChangeDescription', description: deed.text, classification };
      }
      case 'say':
        return { ...who, type: 'PostMessage', messageId: newId(), text: deed.text };
      case 'status':
        return { ...who, type: 'ChangeStatus', status: deed.status };
      case 'judge': {
        const { category } = of.report.story;
        return seesToIt(of, deed) ? { ...who, type: 'ChangeCategory', category } : undefined;
      }
      case 'me-too':
        return { ...who, type: 'AddMeToo' };
      default:
        return deed satisfies never;
    }
  }

  private classify(of: Case, text: string, words: string): Classification {
    const classification = this.options.classify(text, words);
    of.confidence = classification.confidence;
    return classification;
  }

  private record(of: Case, event: TicketEvent, metadata: EventMetadata, at: number): HistoryEvent {
    const [eventId, recordedAt] = [newId({ msecs: at }), new Date(at)];
    const version = (of.ticket?.version ?? 0) + 1;
    const { ticketId } = of;
    const place = { eventId, ticketId, version, position: ++this.position, schemaVersion: SCHEMA_VERSIONS[event.type] };
    of.ticket = evolve(of.ticket, { ...event, ...place, recordedAt, ...metadata });
    return { ...toStored(event, metadata), eventId, stream: TICKET_STREAM + ticketId, version, recordedAt };
  }
}

/** Wrong ones are mostly put right, doubtful ones often confirmed, others hardly ever touched. */
function seesToIt({ report, ticket, confidence }: Case, { care }: Deed & { type: 'judge' }): boolean {
  if (ticket?.category !== report.story.category) return care > 0.08;
  return care > (confidence < 0.75 ? 0.4 : 0.95);
}
