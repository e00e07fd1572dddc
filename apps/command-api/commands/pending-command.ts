import { createHmac, hash } from 'node:crypto';
import { Logger } from '@nestjs/common';
import type { Categorizer } from '#libs/categorizer/categorizer.js';
import type { AppendRequest, Place } from '#libs/event-log/append.js';
import { currentPlace } from '#libs/platform/correlation.js';
import { isTracing, traceEvent } from '#libs/platform/tracing.js';
import { cleanName, definitionOf, normalBody } from '#libs/tickets/commands.js';
import type { Command } from '#libs/tickets/decide.js';
import { schemaVersionOf, traceparentOf, type RecordedEvent, type TicketEvent } from '#libs/tickets/events.js';
import { TICKET_STREAM, toStored, type EventMetadata } from '#libs/tickets/stored-events.js';
import { CommandToDecide } from './command-to-decide.js';
import { commandsTotal } from './metrics.js';
import { newId } from './new-id.js';
import type { Accepted, CommandRequest } from './request.js';

/** What is kept of a response, beside its place in the log. */
interface StoredResponse {
  /** The first member, as the log expects it. */
  readonly number: number;
  readonly status: Accepted['status'];
}
/** The published outcomes of an accepted command; the outcome of a rejected one is its code. */
export type Outcome = 'accepted' | 'silent' | 'repeated';

const logger = new Logger('Commands');
const UUID = /^[\da-f]{8}-/;

/** A command that waits for its response. What is made for it once is kept for every further try. */
export class PendingCommand {
  readonly commandId: string;
  /** UUID of the ticket it is about. Undefined until the number is resolved, and for ever if there is none. */
  ticketId: string | undefined;
  /** UUID of the other ticket that it names: the one that a new one follows, or that it is a duplicate of. */
  other: string | undefined;
  resolved: boolean;
  /** That other ticket, the one that this is a duplicate of, and so on: the versions that they were read at, by UUID. */
  readonly others = new Map<string, number>();
  /** Where the command came from in its trace. */
  private readonly place = isTracing() ? currentPlace() : undefined;
  /** When the last append of it began, in milliseconds since 1970. */
  private appendBegun = 0;
  /** Lost races so far. */
  races = 0;
  private readonly body: CommandRequest['body'];
  private decided: Command | undefined;
  private requestHashed: Buffer | undefined;
  private made: EventMetadata | undefined;
  private eventIds: string[] = [];
  private response: StoredResponse | undefined;

  /**
   * @param deadline when to give up, in milliseconds of `performance.now()`
   */
  constructor(
    readonly request: CommandRequest,
    readonly deadline: number,
    private readonly resolve: (accepted: Accepted) => void,
    private readonly fail: (error: Error) => void,
  ) {
    this.body = normalBody(request.body);
    this.commandId = request.caller.key ?? newId();
    if (this.opens) this.ticketId = newId();
    this.resolved = false;
    if (this.refs.every((ref) => UUID.test(ref))) this.resolveTo(new Map());
  }

  get keyed(): boolean {
    return this.request.caller.key !== undefined;
  }

  get opens(): boolean {
    return definitionOf(this.request.type).path === '';
  }

  /** UUID or number of the other ticket that it names. */
  get otherRef(): string | undefined {
    const { follows, of = follows } = this.body as { readonly follows?: unknown; readonly of?: unknown };
    return of === undefined || of === null ? undefined : String(of);
  }

  /** UUIDs or numbers of the tickets that must be there. */
  get refs(): readonly string[] {
    return [this.request.ticket, this.otherRef].filter((ref) => ref !== undefined);
  }

  /** @param found UUIDs by number */
  resolveTo(found: ReadonlyMap<string, string>): void {
    const idOf = (ref: string | undefined): string | undefined => (ref && UUID.test(ref) ? ref : found.get(ref ?? ''));
    this.resolved = true;
    this.other = idOf(this.otherRef);
    if (!this.opens) this.ticketId = idOf(this.request.ticket);
  }

  /** Whether it links its ticket with another: then it is decided on fresh copies of both. */
  get links(): boolean {
    return !this.opens && this.otherRef !== undefined;
  }

  /** UUIDs of the tickets that it is decided on, the one that it is about first. */
  get needs(): readonly string[] {
    return [this.opens ? undefined : this.ticketId, this.other].filter((id) => id !== undefined);
  }

  /** The command as the rules take it. Its text is categorized once, when the rules first ask for it. */
  command(categorizer: Categorizer): Command {
    return (this.decided ??= new CommandToDecide(this, this.body, categorizer) as unknown as Command);
  }

  /**
   * What goes into the log. A new ticket has number 0 in it, for which the log puts the next one.
   * @param events none for a no-op
   * @param at version and number of the ticket it was decided on
   */
  append(events: readonly TicketEvent[], at: { version: number; number: number }, key: Buffer): AppendRequest {
    this.response = { number: at.number, status: events.length > 0 ? definitionOf(this.request.type).status : 200 };
    this.eventIds = events.map(() => newId());
    this.appendBegun = Date.now();
    return {
      commandId: this.commandId,
      requestHash: this.requestHash(key),
      stream: TICKET_STREAM + (this.ticketId ?? ''),
      expectedVersion: at.version,
      ...(this.links && {
        others: Object.fromEntries([...this.others].map(([id, version]) => [TICKET_STREAM + id, version])),
      }),
      response: JSON.stringify(this.response),
      events: events.map((event, index) => ({
        ...toStored(event, this.metadata),
        eventId: this.eventIds[index] ?? '',
      })),
    };
  }

  /** One span for each event, under the one of the request. */
  traceAppend(events: readonly RecordedEvent[]): void {
    if (!this.place) return;
    for (const event of events) {
      traceEvent('append', { ...event, traceparent: traceparentOf(event) }, this.appendBegun, this.place);
    }
  }

  /** The appended events, as they would be read from the log. */
  recorded(events: readonly TicketEvent[], last: Place & { readonly number: number | null }): RecordedEvent[] {
    const { number, recordedAt } = last;
    if (number !== null && this.response) this.response = { ...this.response, number };
    const before = events.length - 1;
    return events.map((event, index) => {
      const { type } = event;
      return {
        type,
        data: number !== null && type === 'TicketOpened' ? { ...event.data, number } : event.data,
        eventId: this.eventIds[index] ?? '',
        ticketId: this.ticketId ?? '',
        version: last.version - before + index,
        position: last.position - before + index,
        schemaVersion: schemaVersionOf(event),
        recordedAt,
        ...this.metadata,
      } as RecordedEvent;
    });
  }

  /** HMAC-SHA256 of all that makes two commands the same; keyed, or texts could be guessed from it. */
  requestHash(key: Buffer): Buffer {
    if (this.requestHashed) return this.requestHashed;
    const { type, caller } = this.request;
    const members = Object.entries(this.body).filter(([name, value]) => name !== 'follows' && value !== undefined);
    members.sort();
    const sent = this.request.photos?.map(({ source, photo }) => [source, photo.alt ?? '']);
    const content = JSON.stringify([
      type,
      this.needs[0] ?? null,
      caller.role,
      members,
      caller.name ?? null,
      ...(sent?.length ? [sent] : []),
    ]);
    return (this.requestHashed = createHmac('sha256', key).update(content).digest());
  }

  /** @param stored the response of the first time, if it is not this one */
  accept(place: Omit<Place, 'recordedAt'>, outcome: Outcome, stored?: string): void {
    const response = stored === undefined ? this.response : (JSON.parse(stored) as StoredResponse);
    const { status, number } = response ?? { status: 200, number: 0 };
    const { stream, version, position } = place;
    this.count(outcome);
    this.resolve({ status, answer: { ticketId: stream.slice(TICKET_STREAM.length), number, version, position } });
  }

  /** @param error a problem of the client's making, or a failure of ours */
  reject(error: Error & { readonly code?: string }, outcome = error.code ?? 'failed'): void {
    this.count(outcome);
    this.fail(error);
  }

  private count(outcome: string): void {
    const { type, caller } = this.request;
    commandsTotal.inc({ command: type, outcome });
    // A batch runs in the context of whoever came first.
    logger.debug({ message: `${type} ${outcome}`, ticketId: this.ticketId, correlationId: caller.correlationId });
  }

  get metadata(): EventMetadata {
    if (this.made) return this.made;
    const { role, correlationId, browser } = this.request.caller;
    const name = cleanName(this.request.caller.name ?? '');
    return (this.made = {
      role,
      commandId: this.commandId,
      correlationId,
      ...(this.place?.state && { tracestate: this.place.state }),
      ...(name && { name }),
      ...(browser !== undefined && this.ticketId && { browser: hash('sha256', `${browser}:${this.ticketId}`) }),
    });
  }
}
