import { createHash, randomUUID } from 'node:crypto';
import type pg from 'pg';
import { v7 as newId } from 'uuid';
import { append } from '#libs/event-log/append.js';
import { eraseStream } from '#libs/event-log/erase.js';
import { findNumbers } from '#libs/event-log/lookup.js';
import { readAt, readStream } from '#libs/event-log/read.js';
import type { StoredEvent } from '#libs/event-log/stored-event.js';
import { digestsIn, removeUnnamed } from '#libs/photos/store.js';
import { newCorrelationId } from '#libs/platform/correlation.js';
import { retryUntil } from '#libs/platform/retry.js';
import { TICKET_STREAM, toStored } from '#libs/tickets/stored-events.js';
import { BadUse } from '../cli/outcomes.js';

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

export interface Erasure {
  /** Of the event that tells of the erasure: this one, or the last one when there was nothing left; null if there is none. */
  readonly position: number | null;
  /** How many events lost their text. */
  readonly erased: number;
}

/**
 * Removes the personal data of a ticket from the log and appends the event that says so, in one transaction. A ticket that gets
 * another event meanwhile is tried again, so that its text goes too. Where no text is left, nothing is appended.
 * @param only position of the one event that loses its personal data; without it all do
 */
export async function eraseTicket(owner: pg.Client, stream: string, reason: string, only?: number): Promise<Erasure> {
  const attempt = async (): Promise<Erasure> => {
    await owner.query('begin isolation level read committed');
    try {
      const erasure = await tryErasing(owner, stream, reason, only);
      await owner.query('commit');
      return erasure;
    } catch (error) {
      await owner.query('rollback').catch(() => undefined);
      throw error;
    }
  };
  return retryUntil(attempt, { retries: (error) => error instanceof LostRaceError });
}

/** The ticket got another event meanwhile. */
class LostRaceError extends Error {}

/** @throws {LostRaceError} */
async function tryErasing(
  owner: pg.Client,
  stream: string,
  reason: string,
  only: number | undefined,
): Promise<Erasure> {
  const events = await readStream(owner, stream);
  // An erasure says why: that alone is no text to erase, unless somebody asks for just this.
  const asked = ({ type, position }: StoredEvent): boolean =>
    only === undefined ? type !== 'TextErased' : position === only;
  if (!events.some((event) => event.private !== null && asked(event))) {
    const told = events.findLast(({ type }) => type === 'TextErased');
    return { position: told?.position ?? null, erased: 0 };
  }
  const commandId = randomUUID();
  const metadata = { role: 'operator', commandId, correlationId: newCorrelationId() } as const;
  const data = { reason, ...(only !== undefined && { position: only }) };
  const event = { eventId: newId(), ...toStored({ type: 'TextErased', data }, metadata) };
  const requestHash = createHash('sha256').update(commandId).digest();
  const expectedVersion = events.at(-1)?.version ?? 0;
  const [result] = await append(owner, [
    { commandId, requestHash, stream, expectedVersion, response: '{}', events: [event] },
  ]);
  if (result?.outcome === 'failed') throw result.error;
  if (result?.outcome !== 'appended') throw new LostRaceError();
  // The append holds the log's lock: no text can come in behind this any more.
  const erased = await eraseStream(owner, stream, result.position, only);
  const gone = events.filter((one) => only === undefined || one.position === only);
  await removeUnnamed(
    owner,
    gone.flatMap((one) => digestsIn(one.private)),
  );
  return { position: result.position, erased };
}

/**
 * The stream of the ticket that an event is of.
 * @throws {BadUse} when there is no such event
 */
export async function streamOfEvent(owner: pg.Client, position: number): Promise<string> {
  const event = await readAt(owner, position);
  if (!event?.stream.startsWith(TICKET_STREAM)) throw new BadUse(`There is no event ${position} of a ticket.`);
  return event.stream;
}

/**
 * The stream of a ticket.
 * @param ticket number or UUID
 * @throws {BadUse} when there is no such ticket
 */
export async function streamOf(owner: pg.Client, ticket: string): Promise<string> {
  const stream = /^[1-9]\d{0,8}$/.test(ticket)
    ? (await findNumbers(owner, [Number(ticket)])).get(Number(ticket))
    : UUID.test(ticket)
      ? (await readStream(owner, TICKET_STREAM + ticket.toLowerCase(), 1))[0]?.stream
      : undefined;
  if (!stream) throw new BadUse(`There is no ticket ${ticket}.`);
  return stream;
}
