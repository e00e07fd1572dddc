import { createHmac, hash } from 'node:crypto';
import { Logger } from '@nestjs/common';
import type { Categorizer } from '#libs/categorizer/categorizer.js';
import type { AppendRequest, Place } from '#libs/event-log/append.js';
import { tidy } from '#libs/tickets/commands.js';
import type { Command } from '#libs/tickets/decide.js';
import { SCHEMA_VERSIONS, type Classification, type RecordedEvent, type TicketEvent } from '#libs/tickets/events.js';
import { TICKET_STREAM, toStored, type EventMetadata } from '#libs/tickets/stored-events.js';
import type { Accepted, CommandRequest } from '../commands/request.js';
import { commandsTotal } from './command-metrics.js';
import { newId } from './new-id.js';

/** What is kept of an answer, beside its place in the log. */
interface StoredAnswer {
  /** First, as the log wants it. */
  readonly number: number;
  readonly status: Accepted['status'];
}
export type Outcome = 'accepted' | 'silent' | 'repeated' | 'busy' | 'failed';

const logger = new Logger('Commands');
const UUID = /^[\da-f]{8}-/;
/** Stands for the category until the text is read. */
const UNREAD: Classification = { category: 'facility-management', confidence: 0, words: [], categorizerVersion: '' };
const CREATING: ReadonlySet<string> = new Set(['OpenTicket', 'PostMessage', 'AddMeToo']);

/** A command on its way: what is made for it once is kept for every further try. */
export class Job {
  readonly commandId: string;
  /** Its id, in words that no ticket has. */
  readonly idMark: string;
  /** UUID of the ticket it is about. Undefined until the number is resolved, and for ever if there is none. */
  target: string | undefined;
  follows: string | undefined;
  resolved: boolean;
  /** Lost races so far. */
  races = 0;
  private tidied: string | undefined;
  private messageId: string | undefined;
  private classification: Classification | undefined;
  private hashed: Buffer | undefined;
  private made: EventMetadata | undefined;
  private eventIds: string[] = [];
  private answer: StoredAnswer | undefined;

  constructor(
    readonly request: CommandRequest,
    /** When to give up, in milliseconds of `performance.now()`. */
    readonly deadline: number,
    private readonly resolve: (accepted: Accepted) => void,
    private readonly reject: (error: Error) => void,
  ) {
    this.commandId = request.caller.key ?? newId();
    this.idMark = `id ${this.commandId}`;
    this.resolved = this.ref === undefined;
    if (request.type === 'OpenTicket') this.target = newId();
    if (this.ref && UUID.test(this.ref)) this.resolveTo(this.ref);
  }

  get stream(): string | undefined {
    return this.target && TICKET_STREAM + this.target;
  }

  get keyed(): boolean {
    return this.request.caller.key !== undefined;
  }

  /** UUID or number of the ticket that must be there: the one it is about, or the one that a new one follows. */
  get ref(): string | undefined {
    const { request } = this;
    if (request.type !== 'OpenTicket') return request.ticket;
    return request.body.follows === undefined ? undefined : String(request.body.follows);
  }

  resolveTo(ticketId: string | undefined): void {
    this.resolved = true;
    if (this.request.type === 'OpenTicket') this.follows = ticketId;
    else this.target = ticketId;
  }

  /** UUID of that ticket. */
  get needs(): string | undefined {
    return this.request.type === 'OpenTicket' ? this.follows : this.target;
  }

  /** True if its text must be read before it can happen. */
  get lacksCategory(): boolean {
    const { type } = this.request;
    return (type === 'OpenTicket' || type === 'ChangeDescription') && !this.classification;
  }

  /** Reads its text, once. */
  categorize(categorizer: Categorizer): void {
    if (this.lacksCategory) this.classification = categorizer.classify(this.text);
  }

  /** What the rules said before the category was there, with it put in. */
  completed(event: TicketEvent): TicketEvent {
    const { classification } = this;
    if (!classification) return event;
    if (event.type === 'TicketOpened') return { type: event.type, data: { ...event.data, classification } };
    // Once the helpdesk has decided on the category, the event has none.
    if (event.type !== 'DescriptionChanged' || !event.data.classification) return event;
    return { type: event.type, data: { ...event.data, classification } };
  }

  /** The command as the rules take it. They say yes or no to it whatever its number and category, which come later. */
  command(): Command {
    const { request, follows, classification = UNREAD } = this;
    const { role } = request.caller;
    const { browser } = this.metadata;
    switch (request.type) {
      case 'OpenTicket':
        return { role, browser, type: request.type, number: 0, description: this.text, classification, follows };
      case 'ChangeDescription': {
        const { version } = request.body;
        return { role, browser, type: request.type, description: this.text, classification, version };
      }
      case 'PostMessage':
        this.messageId ??= newId();
        return { role, browser, type: request.type, messageId: this.messageId, text: this.text };
      case 'ChangeStatus':
        return { ...request.body, role, browser, type: request.type };
      case 'ChangeCategory':
        return { ...request.body, role, browser, type: request.type };
      case 'AddMeToo':
        return { role, browser, type: request.type };
      default:
        return request satisfies never;
    }
  }

  /**
   * What goes into the log. A new ticket has number 0 in it, for which the log puts the next one.
   * @param events none for a silence
   * @param at version and number of the ticket it was decided on
   */
  append(events: readonly TicketEvent[], at: { version: number; number: number }, key: Buffer): AppendRequest {
    const status = events.length > 0 && CREATING.has(this.request.type) ? 201 : 200;
    this.answer = { number: at.number, status };
    this.eventIds = events.map(() => newId());
    const metadata = this.metadata;
    return {
      commandId: this.commandId,
      requestHash: this.requestHash(key),
      stream: this.stream ?? '',
      expectedVersion: at.version,
      answer: JSON.stringify(this.answer),
      events: events.map((event, index) => ({ ...toStored(event, metadata), eventId: this.eventIds[index] ?? '' })),
    };
  }

  /** The appended events, as they would be read from the log. */
  recorded(events: readonly TicketEvent[], last: Place): RecordedEvent[] {
    const { role, commandId, correlationId, browser } = this.metadata;
    const before = events.length - 1;
    return events.map(
      ({ type, data }, index) =>
        ({
          type,
          data,
          eventId: this.eventIds[index] ?? '',
          ticketId: this.target ?? '',
          version: last.version - before + index,
          position: last.position - before + index,
          schemaVersion: SCHEMA_VERSIONS[type],
          recordedAt: last.recordedAt,
          role,
          commandId,
          correlationId,
          browser,
        }) as RecordedEvent,
    );
  }

  /** The number that the log gave to a new ticket, for the answer and the event. */
  takeNumber(number: number, events: readonly TicketEvent[]): readonly TicketEvent[] {
    if (this.answer) this.answer = { ...this.answer, number };
    return events.map((event) =>
      event.type === 'TicketOpened' ? { type: event.type, data: { ...event.data, number } } : event,
    );
  }

  /** HMAC-SHA256 of all that makes two commands the same; keyed, or texts could be guessed from it. */
  requestHash(key: Buffer): Buffer {
    if (this.hashed) return this.hashed;
    const { type, caller, body } = this.request;
    const members: [string, unknown][] = [];
    for (const [name, value] of Object.entries(body) as [string, unknown][]) {
      if (name !== 'follows' && value !== undefined)
        members.push([name, typeof value === 'string' ? tidy(value) : value]);
    }
    members.sort();
    const what = JSON.stringify([type, this.needs ?? null, caller.role, members, caller.name ?? null]);
    return (this.hashed = createHmac('sha256', key).update(what).digest());
  }

  /** @param stored the answer of the first time, if it is not this one */
  accept(place: Omit<Place, 'recordedAt'>, outcome: Outcome, stored?: string): void {
    const answer = stored === undefined ? this.answer : (JSON.parse(stored) as StoredAnswer);
    const { status, number } = answer ?? { status: 200, number: 0 };
    const { stream, version, position } = place;
    this.count(outcome);
    this.resolve({ status, answer: { ticketId: stream.slice(TICKET_STREAM.length), number, version, position } });
  }

  /** A problem of the client's making; `outcome` is its code unless given. */
  refuse(error: Error & { readonly code?: string }, outcome: string = error.code ?? 'failed'): void {
    this.count(outcome);
    this.reject(error);
  }

  private count(outcome: string): void {
    const { type, caller } = this.request;
    commandsTotal.inc({ command: type, outcome });
    // A batch runs in the context of whoever came first.
    logger.debug({ message: `${type} ${outcome}`, ticketId: this.target, correlationId: caller.correlationId });
  }

  /** The text it brings, tidied; empty if it brings none. */
  private get text(): string {
    return (this.tidied ??= textOf(this.request.body));
  }

  private get metadata(): EventMetadata {
    return (this.made ??= this.makeMetadata());
  }

  private makeMetadata(): EventMetadata {
    const { role, correlationId, name, browser } = this.request.caller;
    const made: { -readonly [P in keyof EventMetadata]: EventMetadata[P] } = {
      role,
      commandId: this.commandId,
      correlationId,
    };
    if (name) made.name = name;
    if (browser !== undefined && this.target) made.browser = hash('sha256', `${browser}:${this.target}`);
    return made;
  }
}

function textOf(body: CommandRequest['body']): string {
  if ('description' in body) return tidy(body.description);
  return 'text' in body ? tidy(body.text) : '';
}
