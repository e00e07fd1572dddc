import { DeliverPolicy } from '@nats-io/jetstream';
import type { LoggedEvent } from './read-log.js';
import type { System } from './system.js';

/** I4: the message at sequence s is event s with its hash; it may be missing only where its text was erased. */
export async function checkStream(system: System, events: readonly LoggedEvent[]): Promise<string[]> {
  const bus = await system.connectBus();
  try {
    const { state } = await bus.jetstream.streams.info('HELPDESK');
    const wrong: string[] = [];
    if (state.last_seq !== events.length)
      wrong.push(`the stream ends at ${state.last_seq}, the log at ${events.length}`);
    const seen = new Set<number>();
    if (state.messages > 0) {
      const consumer = await bus.jetstream.jetstream().consumers.get('HELPDESK', { deliver_policy: DeliverPolicy.All });
      const messages = await consumer.consume({ max_messages: 1_000 });
      for await (const message of messages) {
        const event = events[message.seq - 1];
        const body = message.json<Record<string, string>>();
        const hashes = [message.headers?.get('Es-Hash'), body['hash']];
        if (!event || hashes.some((hash) => hash !== event.hash)) wrong.push(`message ${message.seq} is another event`);
        if (body['position'] !== String(message.seq)) wrong.push(`message ${message.seq} says ${body['position']}`);
        seen.add(message.seq);
        if (message.info.pending === 0) break;
      }
    }
    const missing = events.filter((event) => !seen.has(event.position) && !event.erased);
    return [...wrong, ...missing.map(({ position }) => `message ${position} is missing`)];
  } finally {
    await bus.close();
  }
}
