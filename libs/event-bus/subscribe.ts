import { DeliverPolicy, type ConsumerMessages } from '@nats-io/jetstream';
import { Backoff } from './backoff.js';
import { connectBus, type Bus, type BusOptions } from './connect.js';
import { Mailbox } from './mailbox.js';
import { STREAM } from './stream.js';

/** One event of the stream. */
export interface BusMessage {
  /** Position in the log, which is the sequence in the stream. */
  readonly position: number;
  /** CloudEvents JSON. */
  readonly body: string;
}

export interface FollowOptions {
  readonly nats: BusOptions;
  /** The last position already handled; 0 for all. */
  readonly after: number;
  /**
   * Gets what is at hand, in ascending order, never a position twice; the next call comes after this one has resolved.
   * A position may be missing where a text was erased. A rejection delivers the same messages again, a little later.
   */
  onMessages(batch: readonly BusMessage[]): Promise<void>;
  /** `connected`: messages flow, or would; `disconnected`: none come until further notice. */
  onState?(state: 'connected' | 'disconnected'): void;
}

/** Messages in one call at most; twice as many wait in memory at most. */
const BATCH = 1_000;
/** A consumer that says nothing for two of these (milliseconds) is made anew. */
const HEARTBEAT = 1_000;

/**
 * Follows the events in log order, from a position on, through whatever happens to NATS: it connects in the background,
 * waits for a stream that is not there yet, and after every cut goes on behind the last position handled.
 */
export function followEvents(options: FollowOptions): { close(): Promise<void> } {
  const stop = new AbortController();
  const running = new Follower(options, stop.signal).run();
  return {
    async close() {
      stop.abort();
      await running;
    },
  };
}

class Follower {
  private handled: number;
  private connected = false;

  constructor(
    private readonly options: FollowOptions,
    private readonly signal: AbortSignal,
  ) {
    this.handled = options.after;
  }

  async run(): Promise<void> {
    const backoff = new Backoff(this.signal);
    let bus: Bus | undefined;
    while (!this.signal.aborted) {
      const before = this.handled;
      try {
        if (bus?.nats.isClosed()) bus = undefined;
        bus ??= await connectBus({ ...this.options.nats, name: 'helpdesk-follower' });
        await this.session(bus);
      } catch {
        // Whatever it was, the cure is the same: subscribe again behind the last position handled.
      }
      this.say(false);
      if (this.handled > before) backoff.reset();
      await backoff.wait();
    }
    await bus?.close();
  }

  /** Follows until the subscription breaks. */
  private async session(bus: Bus): Promise<void> {
    await bus.up(this.signal);
    const consumer = await bus.jetstream.jetstream().consumers.get(STREAM, {
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: this.handled + 1,
    });
    const messages = await consumer.consume({
      max_messages: BATCH,
      idle_heartbeat: HEARTBEAT,
      abort_on_missing_resource: true,
    });
    // After a cut the server may have forgotten the consumer: ask for a new one rather than wait for news of the old.
    const end = () => messages.stop();
    const unwatch = bus.onCut(end);
    this.signal.addEventListener('abort', end, { once: true });
    // Told to stop while subscribing: nobody says it twice.
    if (this.signal.aborted) end();
    const mailbox = new Mailbox<BusMessage>(BATCH);
    try {
      this.say(true);
      await Promise.all([this.receive(messages, mailbox), this.deliver(mailbox, messages)]);
    } finally {
      unwatch();
      this.signal.removeEventListener('abort', end);
      end();
    }
  }

  private async receive(messages: ConsumerMessages, mailbox: Mailbox<BusMessage>): Promise<void> {
    let last = this.handled;
    try {
      for await (const message of messages) {
        // A stream that is being filled anew delivers what it has, whatever sequence was asked for.
        if (message.seq <= last) continue;
        last = message.seq;
        await mailbox.put({ position: message.seq, body: message.string() });
      }
    } finally {
      mailbox.close();
    }
  }

  private async deliver(mailbox: Mailbox<BusMessage>, messages: ConsumerMessages): Promise<void> {
    try {
      for (let batch = await mailbox.take(); batch.length > 0; batch = await mailbox.take()) {
        if (this.signal.aborted) return;
        await this.options.onMessages(batch);
        this.handled = batch.at(-1)?.position ?? this.handled;
      }
    } finally {
      mailbox.close();
      messages.stop();
    }
  }

  private say(connected: boolean): void {
    if (connected === this.connected) return;
    this.connected = connected;
    this.options.onState?.(connected ? 'connected' : 'disconnected');
  }
}
