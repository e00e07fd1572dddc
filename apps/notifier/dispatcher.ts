import { Logger } from '@nestjs/common';
import { pause, retryUntil } from '#libs/platform/retry.js';
import { countDelivery } from './notifier.metrics.js';
import type { Delivery, Outbox } from './outbox.js';

/** The receiver will never take it. `ends`: nor anything else of the subscription. */
export class RejectedError extends Error {
  override readonly name = 'RejectedError';
  constructor(
    message: string,
    readonly ends = false,
  ) {
    super(message);
  }
}
/** The database or JetStream is away: the attempt does not count. */
export class NotNowError extends Error {
  override readonly name = 'NotNowError';
}

/** A way to somebody: e-mail, web push, or one target of webhooks. */
export interface Channel {
  readonly name: string;
  /** Messages on their way at once. */
  readonly parallel: number;
  /** Messages in a second at most: thousands at once would take the cores from those who read pages. */
  readonly perSecond?: number;
  /** Waits before the second attempt, the third and so on, in milliseconds; after the last it has failed. */
  readonly waits: readonly number[];
  /** Resolves once the receiver has it. */
  send(delivery: Delivery, signal: AbortSignal): Promise<void>;
  /** A subscription that nothing has reached yet ends with its second failure: it may be invented. */
  readonly endsUnreached?: boolean;
  /** Gives up connections, once nothing is sent any more. */
  close?(): void;
}

/** Wait after an attempt that did not count, in milliseconds. */
const NOT_NOW = 2_000;

/** Sends what is due on one channel, whatever happens to the others. It looks every `poll` milliseconds, and when it is woken. */
export class Dispatcher {
  private readonly logger = new Logger('Dispatcher');
  private woken = new AbortController();
  /** The last message could not be sent. */
  private failing = false;

  constructor(
    private readonly outbox: Outbox,
    private readonly channel: Channel,
    private readonly poll: number,
    private readonly isReady: () => boolean,
  ) {}

  /** Looks at once whether there is something to send. */
  wake(): void {
    this.woken.abort();
  }

  async run(signal: AbortSignal): Promise<void> {
    const onFailure = (error: Error): void => this.logger.warn(`${this.channel.name}: ${error.message}`);
    const work = (): Promise<void> => this.work(signal);
    await retryUntil(work, { signal, first: 100, longest: 5_000, retries: () => true, onFailure }).catch(
      () => undefined,
    );
  }

  private async work(signal: AbortSignal): Promise<void> {
    const { name, parallel, perSecond = Infinity } = this.channel;
    const sending = new Set<Promise<void>>();
    const broken = new AbortController();
    await this.outbox.release(name);
    while (!signal.aborted && !broken.signal.aborted) {
      this.woken = new AbortController();
      const claimed =
        sending.size < parallel && this.isReady() ? await this.outbox.claim(name, parallel - sending.size) : [];
      for (const delivery of claimed) {
        const pace = pause((1_000 * parallel) / perSecond, signal);
        const done = this.deliver(delivery, signal)
          .catch((error: Error) => broken.abort(error))
          .then(() => pace)
          .finally(() => sending.delete(done));
        sending.add(done);
      }
      await Promise.race([pause(this.poll, signal, this.woken.signal), ...sending]);
      // The pause would go on otherwise when something was sent.
      this.woken.abort();
    }
    await Promise.all(sending);
    if (!signal.aborted) broken.signal.throwIfAborted();
  }

  private async deliver(delivery: Delivery, signal: AbortSignal): Promise<void> {
    const { name, waits, endsUnreached } = this.channel;
    try {
      await this.channel.send(delivery, signal);
      countDelivery(name, 'sent');
      this.report(undefined);
      await this.outbox.sent(delivery);
    } catch (error) {
      // What was under way when the process ends goes out again when the next one begins.
      if (signal.aborted) return;
      const { message } = error as Error;
      const wait = waits[delivery.attempts - 1];
      const unreached = endsUnreached && !delivery.reached && delivery.attempts > 1;
      if (error instanceof NotNowError) {
        await this.outbox.again({ ...delivery, attempts: delivery.attempts - 1 }, NOT_NOW, message);
      } else if (error instanceof RejectedError || wait === undefined || unreached) {
        countDelivery(name, 'failed');
        this.report(message);
        await this.outbox.failed(delivery, message);
        const ends = unreached || (error instanceof RejectedError && error.ends);
        if (delivery.subscription && ends) await this.outbox.unsubscribe(delivery.subscription);
      } else {
        countDelivery(name, 'retried');
        this.report(message);
        await this.outbox.again(delivery, wait * (0.75 + Math.random() / 2), message);
      }
    }
  }

  /** A change is logged once, without the address that a server may have named. */
  private report(problem: string | undefined): void {
    if (this.failing === (problem !== undefined)) return;
    this.failing = problem !== undefined;
    const { name } = this.channel;
    if (problem === undefined) this.logger.log(`${name}: messages are sent again`);
    else this.logger.warn(`${name}: ${problem.replaceAll(/[^\s<>]+@[^\s<>]+/g, '…')}`);
  }
}
