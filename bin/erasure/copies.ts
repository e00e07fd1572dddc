import type pg from 'pg';
import { forgetFollowers } from '#libs/notify/forget-followers.js';
import { until } from '#libs/platform/retry.js';
import { TICKET_STREAM } from '#libs/tickets/stored-events.js';
import { connectedApps } from '../cli/running.js';
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
  /** How many people followed the tickets and are forgotten; absent when nobody did. */
  readonly followers?: number;
}

/** How long running processes may take to follow, in milliseconds. */
const TIMEOUT = 15_000;
const STEP = 50;

/** A stream without texts, and the position of the event that tells of the erasure. */
export interface ErasedStream {
  readonly stream: string;
  readonly position: number;
  /** All of the ticket was erased, not one event. */
  readonly whole: boolean;
}
const ticketOf = ({ stream }: ErasedStream): string => stream.slice(TICKET_STREAM.length);

/**
 * Takes the texts of tickets out of the copies that nobody feeds, and looks whether the running processes have done so
 * with theirs.
 */
export async function eraseCopies(system: System, owner: pg.Client, erased: readonly ErasedStream[]): Promise<Copies> {
  const running = await connectedApps(owner);
  const { done, replays } = await eraseFromComputations(owner, erased.map(ticketOf), TIMEOUT);
  const followed = await within(running.includes('helpdesk-projector'), () =>
    isSoForAll(erased, (one) => isOutOfReadModels(owner, one.position)),
  );
  await renewStatistics(owner, replays);
  const followers = await forgetFollowers(owner, erased.filter(({ whole }) => whole).map(ticketOf));
  const jetstream = await leftJetStream(system, owner, erased, running.includes('helpdesk-relay'));
  return {
    readModels: done && followed ? 'erased' : 'pending',
    jetstream,
    replays,
    ...(followers > 0 && { followers }),
  };
}

async function leftJetStream(
  system: System,
  owner: pg.Client,
  erased: readonly ErasedStream[],
  running: boolean,
): Promise<CopyState> {
  if (!system.natsUrl) return 'pending';
  try {
    return await withBus(system, async (bus) => {
      const gone = await within(running, () =>
        isSoForAll(erased, ({ stream, position }) => isOutOfJetStream(owner, bus, stream, position)),
      );
      return gone ? 'erased' : 'pending';
    });
  } catch {
    // NATS is away: the relay removes them when it is back.
    return 'pending';
  }
}

/** The last ones follow last: they are looked at first. */
async function isSoForAll(
  erased: readonly ErasedStream[],
  isSo: (one: ErasedStream) => Promise<boolean>,
): Promise<boolean> {
  for (const one of erased.toReversed()) if (!(await isSo(one))) return false;
  return true;
}

/** Looks once, or again and again while somebody is at work on it. */
function within(atWork: boolean, isSo: () => Promise<boolean>): Promise<boolean> {
  return until(isSo, atWork ? TIMEOUT : 0, STEP);
}
