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
  readonly status: Accepted['status'];
  readonly number: number;
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
  /** UUID of the ticket it is about. Undefined until the number is resolved, and for ever if there is none. */
  target: string | undefined;
  follows: string | undefined;
  resolved: boolean;
  /** Number of a new ticket; 0 until taken. */
  number = 0;
  /** Lost races so far. */
  races = 0;
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
    this.resolved = this.ref === undefined;
    if (request.type === 'OpenTicket') this.target = newId();
    if (this.ref && UUID.test(this.ref)) this.resolveTo(this.ref);
  }

  get stream(): string | undefined {
    return this.target && TICKET_STREAM + this.target;
  }

  /** What no two commands on their way may share. */
  get marks(): readonly string[] {
    const id = `id ${this.commandId}`;
    return this.target ? [id, this.target] : [id];
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

  /** True if it needs a number before it can happen. */
  get lacksNumber(): boolean {
    return this.request.type === 'OpenTicket' && this.number === 0;
  }

  /** True if its text must be read before it can happen. */
  get lacksCategory(): boolean {
    const { type } = this.request;
    return (type === 'OpenTicket' || type === 'ChangeDescription') && !this.classification;
  }

  /** Reads its text, once. */
  categorize(categorizer: Categorizer): void {
    const { body } = this.request;
    if (this.lacksCategory && 'description' in body) this.classification = categorizer.classify(tidy(body.description));
  }

  /** What the rules said before the number and the category were there, with both put in. */
  completed(event: TicketEvent): TicketEvent {
    const { number, classification } = this;
    if (event.type === 'TicketOpened' && classification)
      return { ...event, data: { ...event.data, number, classification } };
    // Once the helpdesk has decided on the category, the event has none.
    if (event.type !== 'DescriptionChanged' || !event.data.classification) return event;
    return { ...event, data: { ...event.data, classification } };
  }

  /** The command as the rules take it. They say yes or no to it whatever its number and category, which come later. */
  command(): Command {
    const { request, number, follows, classification = UNREAD } = this;
    const who = { role: request.caller.role, browser: this.metadata.browser };
    switch (request.type) {
      case 'OpenTicket': {
        const description = tidy(request.body.description);
        return { ...who, type: request.type, number, description, classification, ...(follows ? { follows } : {}) };
      }
      case 'ChangeDescription': {
        const description = tidy(request.body.description);
        return { ...who, type: request.type, description, classification, version: request.body.version };
      }
      case 'PostMessage':
        this.messageId ??= newId();
        return { ...who, type: request.type, messageId: this.messageId, text: tidy(request.body.text) };
      case 'ChangeStatus':
        return { ...who, type: request.type, ...request.body };
      case 'ChangeCategory':
        return { ...who, type: request.type, ...request.body };
      case 'AddMeToo':
        return { ...who, type: request.type };
      default:
        return request satisfies never;
    }
  }

  /**
   * What goes into the log.
   * @param events none for a silence
   * @param at version and number of the ticket it was decided on
   */
  append(events: readonly TicketEvent[], at: { version: number; number: number }, key: Buffer): AppendRequest {
    const status = events.length > 0 && CREATING.has(this.request.type) ? 201 : 200;
    this.answer = { status, number: at.number };
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
    const before = events.length - 1;
    return events.map((event, index) => ({
      ...event,
      ...this.metadata,
      eventId: this.eventIds[index] ?? '',
      ticketId: this.target ?? '',
      version: last.version - before + index,
      position: last.position - before + index,
      schemaVersion: SCHEMA_VERSIONS[event.type],
      recordedAt: last.recordedAt,
    }));
  }

  /** HMAC-SHA256 of all that makes two commands the same; keyed, or texts could be guessed from it. */
  requestHash(key: Buffer): Buffer {
    if (this.hashed) return this.hashed;
    const { type, caller, body } = this.request;
    const members = Object.entries(body)
      .filter(([name, value]) => name !== 'follows' && value !== undefined)
      .map(([name, value]) => [name, typeof value === 'string' ? tidy(value) : value])
      .sort();
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

  private get metadata(): EventMetadata {
    return (this.made ??= this.makeMetadata());
  }

  private makeMetadata(): EventMetadata {
    const { role, correlationId, name, browser } = this.request.caller;
    const visitor =
      browser === undefined || !this.target ? {} : { browser: hash('sha256', `${browser}:${this.target}`) };
    return { role, commandId: this.commandId, correlationId, ...(name ? { name } : {}), ...visitor };
  }
}
