import { createHash } from 'node:crypto';
import { v7 as newId } from 'uuid';
import type { Bus } from '#libs/event-bus/connect.js';
import { Publisher } from '#libs/event-bus/publish.js';
import { deleteStream, ensureStream, eraseMessages, type BusMessage } from '#libs/event-bus/stream.js';
import { toPublished } from '#libs/tickets/published-event.js';
import { TICKET_STREAM, toStored } from '#libs/tickets/stored-events.js';
import type { Happened } from './ticket.js';

/** For specs: a log whose events go to JetStream as the relay brings them there, recorded now. */
export class PublishedLog {
  readonly messages: BusMessage[] = [];
  /** What comes after a restore has other hashes. */
  private restored = '';
  private readonly versions = new Map<string, number>();

  constructor(
    private readonly bus: Bus,
    private readonly logId: string = newId(),
  ) {}

  /** Appends events of a ticket and publishes them. */
  async publish(ticketId: string, ...events: Happened[]): Promise<void> {
    await this.send(events.map((event) => this.append(ticketId, event)));
  }

  /** Makes the stream again, as `helpdesk republish` does; up to a position if not whole. */
  async republish(upTo: number = this.messages.length): Promise<void> {
    await deleteStream(this.bus);
    await this.send(this.messages.slice(0, upTo));
  }

  /** The log as a backup had it, and the stream made again from it. */
  async restore(upTo: number): Promise<void> {
    this.messages.length = upTo;
    this.restored = `after restore ${Date.now()}`;
    await this.republish();
  }

  /** Removes the messages of a ticket from the stream, as an erasure does. */
  async erase(ticketId: string): Promise<void> {
    const texts = this.messages.filter(({ subject }) => subject.endsWith(ticketId));
    await eraseMessages(
      this.bus,
      texts.map(({ position }) => position),
    );
    await this.publish(ticketId, { type: 'TextErased', data: { reason: 'asked' }, role: 'operator' });
  }

  private append(ticketId: string, { role = 'user', browser, ...event }: Happened): BusMessage {
    const position = this.messages.length + 1;
    const version = (this.versions.get(ticketId) ?? 0) + 1;
    this.versions.set(ticketId, version);
    const metadata = { role, commandId: newId(), correlationId: '0'.repeat(32), ...(browser && { browser }) };
    const row = {
      ...toStored(event, metadata),
      position,
      version,
      stream: TICKET_STREAM + ticketId,
      eventId: newId(),
      recordedAt: new Date(),
      hash: createHash('sha256').update(`${this.logId} ${position} ${this.restored}`).digest(),
    };
    const message = toPublished(row, this.logId);
    this.messages.push(message);
    return message;
  }

  private async send(messages: readonly BusMessage[]): Promise<void> {
    const { lastSeq } = await ensureStream(this.bus);
    const publisher = new Publisher(
      this.bus,
      lastSeq,
      () => undefined,
      async () => true,
    );
    await publisher.publish(messages);
    await publisher.settled();
    publisher.close();
  }
}
