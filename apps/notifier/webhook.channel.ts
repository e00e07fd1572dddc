import { createHmac } from 'node:crypto';
import { RejectedError, type Channel } from './dispatcher.js';
import type { EventReader } from './event-reader.js';
import type { Delivery } from './outbox.js';
import { post } from './safe-post.js';
import { readEvent } from './read-event.js';
import type { Webhook } from './webhooks.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** As Standard Webhooks proposes: a little more than three days in all. */
const WAITS = [5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR];

/** Sends events as they are published to one target, signed as https://www.standardwebhooks.com says. */
export class WebhookChannel implements Channel {
  readonly name: string;
  readonly parallel = 8;

  constructor(
    private readonly webhook: Webhook,
    private readonly events: Pick<EventReader, 'read'>,
    readonly waits: readonly number[] = WAITS,
  ) {
    this.name = `webhook:${webhook.name}`;
  }

  async send({ messageId, positions: [position = 0] }: Delivery, signal: AbortSignal): Promise<void> {
    const body = await this.events.read(position);
    if (body === undefined) throw new RejectedError('the event was erased before it was sent');
    if (readEvent({ position, body })?.eventId !== messageId)
      throw new RejectedError('the log has another event there');
    const { url, secret, allowPrivate } = this.webhook;
    const headers = { 'content-type': 'application/cloudevents+json', ...signed(secret, messageId, body, Date.now()) };
    const status = await post({ url, headers, body, allowPrivate, signal });
    if (status === 410) throw new RejectedError('the target is gone (410)');
    if (status < 200 || status > 299) throw new Error(`the target answered ${status}`);
  }
}

/** @param now in milliseconds since 1970 */
function signed(secret: string, id: string, body: string, now: number): Record<string, string> {
  const timestamp = String(Math.floor(now / SECOND));
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}
