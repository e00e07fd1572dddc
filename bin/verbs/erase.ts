import { createHash, randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import type pg from 'pg';
import { v7 as newId } from 'uuid';
import { append } from '#libs/event-log/append.js';
import { eraseStream } from '#libs/event-log/erase.js';
import { findNumbers } from '#libs/event-log/lookup.js';
import { readStream } from '#libs/event-log/read.js';
import { newCorrelationId } from '#libs/platform/correlation.js';
import { TICKET_STREAM, toStored } from '#libs/tickets/stored-events.js';
import { BadUse } from '../cli/outcomes.js';
import { putJson, say } from '../cli/output.js';
import { withOwner, withSystem } from '../cli/system.js';

interface EraseOptions {
  readonly ticket: string;
  readonly reason: string;
}

/** `helpdesk erase`: takes the words of a ticket out of the log, and says so in it. */
export function erase(program: Command): void {
  program
    .command('erase')
    .description('remove the texts of a ticket for good, from the log, the read models and JetStream')
    .requiredOption('--ticket <number or UUID>', 'which ticket')
    .requiredOption('--reason <text>', 'why; it stays in the history for everybody to read')
    .action((options: EraseOptions) =>
      withSystem((system) =>
        withOwner(system, async (owner) => {
          const reason = options.reason.trim();
          if (reason === '' || reason.length > 200) throw new BadUse('--reason wants 1 to 200 characters.');
          const erased = await eraseTicket(owner, await streamOf(owner, options.ticket), reason);
          await putJson(erased);
          say(
            `${erased.erased} events of ticket ${options.ticket} have lost their text. Backups and subscribers keep theirs.`,
          );
        }),
      ),
    );
}

/** A ticket that gets another event meanwhile is tried again. */
async function eraseTicket(
  owner: pg.Client,
  stream: string,
  reason: string,
): Promise<{ position: number; erased: number }> {
  for (;;) {
    await owner.query('begin isolation level read committed');
    try {
      const position = await noteErasure(owner, stream, reason);
      const erased = position === undefined ? 0 : await eraseStream(owner, stream);
      await owner.query(position === undefined ? 'rollback' : 'commit');
      if (position !== undefined) return { position, erased };
    } catch (error) {
      await owner.query('rollback');
      throw error;
    }
  }
}

async function noteErasure(owner: pg.Client, stream: string, reason: string): Promise<number | undefined> {
  const version = (await readStream(owner, stream)).at(-1)?.version ?? 0;
  const commandId = randomUUID();
  const metadata = { role: 'operator', commandId, correlationId: newCorrelationId() } as const;
  const event = { eventId: newId(), ...toStored({ type: 'TextErased', data: { reason } }, metadata) };
  const [result] = await append(owner, [
    {
      commandId,
      requestHash: createHash('sha256').update(commandId).digest(),
      stream,
      expectedVersion: version,
      answer: '{}',
      events: [event],
    },
  ]);
  if (result?.outcome === 'failed') throw result.error;
  return result?.outcome === 'appended' ? result.position : undefined;
}

/** @throws {BadUse} when there is no such ticket */
async function streamOf(owner: pg.Client, ticket: string): Promise<string> {
  const stream = /^\d{1,9}$/.test(ticket)
    ? (await findNumbers(owner, [Number(ticket)])).get(Number(ticket))
    : (await readStream(owner, TICKET_STREAM + ticket.toLowerCase(), 1))[0]?.stream;
  if (!stream) throw new BadUse(`There is no ticket ${ticket}.`);
  return stream;
}
