import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { TICKET_STREAM } from '#libs/tickets/stored-events.js';
import { connectedApps } from '../cli/connected-apps.js';
import { withBus, type System } from '../cli/system.js';
import { eraseFromComputations, isOutOfReadModels, renewStatistics } from './read-copies.js';
import { isOutOfJetStream } from './stream-copies.js';

/** `erased`: looked at, and the text is gone. `pending`: it goes when the process that keeps this copy runs again. */
export type CopyState = 'erased' | 'pending';
export interface Copies {
  readonly readModels: CopyState;
  readonly jetstream: CopyState;
  /** Schemas of replays that lost texts. */
  readonly replays: readonly string[];
}

/** How long running processes may take to follow, in milliseconds. */
const TIMEOUT = 15_000;
const STEP = 50;

/**
 * Takes the texts of a ticket out of the copies that nobody feeds, and looks whether the running processes have done so
 * with theirs.
 * @param position of the event that tells of the erasure
 */
export async function eraseCopies(system: System, owner: pg.Client, stream: string, position: number): Promise<Copies> {
  const ticketId = stream.slice(TICKET_STREAM.length);
  const running = await connectedApps(owner);
  const { done, replays } = await eraseFromComputations(owner, ticketId, TIMEOUT);
  const followed = await within(running.includes('helpdesk-projector'), () =>
    isOutOfReadModels(owner, ticketId, position),
  );
  await renewStatistics(owner, replays);
  const jetstream = await leftJetStream(system, owner, stream, position, running.includes('helpdesk-relay'));
  return { readModels: done && followed ? 'erased' : 'pending', jetstream, replays };
}

async function leftJetStream(
  system: System,
  owner: pg.Client,
  stream: string,
  position: number,
  running: boolean,
): Promise<CopyState> {
  if (!system.natsUrl) return 'pending';
  try {
    return await withBus(system, async (bus) => {
      const gone = await within(running, () => isOutOfJetStream(owner, bus, stream, position));
      return gone ? 'erased' : 'pending';
    });
  } catch {
    // NATS is away: the relay removes them when it is back.
    return 'pending';
  }
}

/** Looks once, or again and again while somebody is at work on it. */
async function within(atWork: boolean, isSo: () => Promise<boolean>): Promise<boolean> {
  const deadline = performance.now() + (atWork ? TIMEOUT : 0);
  for (;;) {
    if (await isSo()) return true;
    if (performance.now() >= deadline) return false;
    await sleep(STEP);
  }
}
