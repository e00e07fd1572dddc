/**
 * Follows the events with a durable consumer: NATS remembers how far this subscriber is, so it can be killed and started
 * again at will. Prints a line for each event.
 *
 *     node dist/examples/subscriber.js <name of the consumer>
 */
import { AckPolicy, DeliverPolicy, jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectFromEnvironment, type HelpdeskEvent } from './nats.js';

const STREAM = 'HELPDESK';
/** The newest version of each event that this program was written for. */
const KNOWN_VERSION = 2;

/**
 * Your work goes here. It must stand repeats: after a crash of this program the last event comes again, after a crash of
 * NATS the last few (its notes reach the disk a little later). None comes before the one ahead of it has come.
 */
function handle(event: HelpdeskEvent): Promise<void> {
  process.stdout.write(`${event.position} ${event.type} ${event.subject}\n`);
  return Promise.resolve();
}

/** The last position this process has handled. */
let handled = 0;

/**
 * One message at a time keeps the order: with more on their way, those not confirmed before a crash would come again
 * *behind* newer ones. A message that is not confirmed in time comes again. When the stream was made again, its consumers
 * are gone with it: this one goes on where it was. A program that must know this across its own restarts too keeps the
 * position itself: see libs/event-bus/subscribe.ts.
 */
async function ensureConsumer(manager: JetStreamManager, name: string): Promise<void> {
  const known = await manager.consumers.info(STREAM, name).catch(() => undefined);
  if (known) return;
  await manager.consumers.add(STREAM, {
    durable_name: name,
    ack_policy: AckPolicy.Explicit,
    ack_wait: 5_000_000_000,
    max_ack_pending: 1,
    deliver_policy: DeliverPolicy.StartSequence,
    opt_start_seq: handled + 1,
  });
}

async function follow(manager: JetStreamManager, name: string): Promise<void> {
  await ensureConsumer(manager, name);
  const consumer = await manager.jetstream().consumers.get(STREAM, name);
  const messages = await consumer.consume({ max_messages: 1, idle_heartbeat: 1_000, abort_on_missing_resource: true });
  for await (const message of messages) {
    const event = message.json<HelpdeskEvent>();
    if (Number(event.schemaversion) > KNOWN_VERSION)
      throw new Error(`event ${event.position} is newer than this program`);
    await handle(event);
    handled = message.seq;
    // Resolves when the server has noted it; a lost confirmation only means that the event comes again.
    await message.ackAck();
  }
}

const [name] = process.argv.slice(2);
if (!name) {
  process.stderr.write('Give the consumer a name: node dist/examples/subscriber.js my-integration\n');
  process.exit(2);
}
const nats = await connectFromEnvironment(name);
const manager = await jetstreamManager(nats, { checkAPI: false });
process.once('SIGTERM', () => void nats.close().then(() => process.exit(0)));
for (;;) {
  await follow(manager, name).catch((error: Error) => process.stderr.write(`${error.message}; trying again\n`));
  await sleep(1_000);
}
