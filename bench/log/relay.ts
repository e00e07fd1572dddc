import { createInbox } from '@nats-io/transport-node';
import { connectBus, type Bus } from '#libs/event-bus/connect.js';
import { relay } from '#libs/event-bus/relay.js';
import { deleteStream } from '#libs/event-bus/stream.js';
import { MessageSource } from '#libs/event-log/message-source.js';
import { readHead } from '#libs/event-log/read.js';
import { createPool } from '#libs/platform/database.js';
import { toPublished } from '#libs/tickets/published-event.js';
import { median } from './closed-loop.js';

export interface RelaySpeed {
  readonly events: number;
  /** Messages a second that JetStream takes from a publisher that neither reads a log nor says what it expects. */
  readonly bare: number;
  /** Events a second that the relay copies from the log. */
  readonly relayed: number;
}

const BARE = 'BARE';
/** Messages on their way at most, as in the relay. */
const WINDOW = 1_000;

/** Copies the first events of a log to JetStream, in turn with a bare publisher of the same bodies. */
export async function relaySpeed(
  databaseUrl: string,
  natsUrl: string,
  most: number,
  rounds: number,
): Promise<RelaySpeed> {
  const db = createPool({ connectionString: databaseUrl, options: '-c role=helpdesk_command', max: 1 });
  const bus = await connectBus({ url: natsUrl, name: 'bench' });
  try {
    const source = new MessageSource(db, toPublished);
    const events = Math.min(most, (await readHead(db)).position);
    const bodies = (await source.after(0, WINDOW)).map(({ body }) => body);
    const speeds = { bare: [] as number[], relayed: [] as number[] };
    for (let round = 0; round <= rounds; round++) {
      const bare = events / (await secondsOf(() => publishBare(bus, bodies, events)));
      await deleteStream(bus);
      const more = (position: number): Promise<boolean> => Promise.resolve(position < events);
      const relayed = events / (await secondsOf(() => relay({ bus, source, onPosition: () => undefined, more })));
      // The first round warms up.
      if (round === 0) continue;
      speeds.bare.push(bare);
      speeds.relayed.push(relayed);
    }
    return { events, bare: median(speeds.bare), relayed: median(speeds.relayed) };
  } finally {
    await Promise.all([bus.close(), db.end()]);
  }
}

async function publishBare(bus: Bus, bodies: readonly (Uint8Array | string)[], count: number): Promise<void> {
  await bus.jetstream.streams.delete(BARE).catch(() => undefined);
  await bus.jetstream.streams.add({ name: BARE, subjects: ['bare.>'] });
  const inbox = createInbox();
  const heard = { count: 0, wake: (): void => undefined };
  const answers = bus.nats.subscribe(inbox, {
    callback: () => {
      heard.count++;
      heard.wake();
    },
  });
  const hear = async (least: number): Promise<void> => {
    while (heard.count < least) await new Promise<void>((resolve) => (heard.wake = resolve));
  };
  for (let sent = 0; sent < count; sent++) {
    if (sent >= WINDOW) await hear(sent - WINDOW + 1);
    bus.nats.publish('bare.event', bodies[sent % bodies.length], { reply: inbox });
  }
  await hear(count);
  answers.unsubscribe();
}

async function secondsOf(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}
