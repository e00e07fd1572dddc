import type pg from 'pg';
import webPush from 'web-push';
import { z } from 'zod';
import { RejectedError, type Channel } from './dispatcher.js';
import type { EventReader } from './event-reader.js';
import { numberOf, readNews } from './news.js';
import type { Delivery } from './outbox.js';
import { post } from './safe-post.js';

const MINUTE = 60_000;
const WAITS = [MINUTE, 10 * MINUTE, 60 * MINUTE, 360 * MINUTE];
/** A push service keeps it for so long while the device is off, in seconds. */
const KEPT = 3 * 24 * 3_600;
/** The longest wait for an answer, in milliseconds: push services are quick, and others wait behind. */
const ANSWER_WITHIN = 5_000;
/** The body shows so many characters. */
const SHOWN = 300;

const stored = z.object({
  endpoint: z.url({ protocol: /^https?$/ }).max(1_000),
  keys: z.object({ p256dh: z.base64url().max(200), auth: z.base64url().max(100) }),
});
/** What a browser gives when somebody agrees to notifications: push services are asked by https at its own port. */
export const pushSubscription = stored.refine(({ endpoint }) => /^https:\/\/[^/@:]+\//.test(endpoint));
const vapidKeys = z.object({ publicKey: z.string(), privateKey: z.string() });

/** Keys of this installation, made once: by them push services know who sends. */
export async function readVapidKeys(db: pg.Pool): Promise<z.infer<typeof vapidKeys>> {
  const read = (): Promise<pg.QueryResult<{ value: string }>> =>
    db.query(`select value from notify.keys where name = 'vapid'`);
  let { rows } = await read();
  if (!rows[0]) {
    const made = JSON.stringify(webPush.generateVAPIDKeys());
    await db.query(`insert into notify.keys (name, value) values ('vapid', $1) on conflict do nothing`, [made]);
    ({ rows } = await read());
  }
  return vapidKeys.parse(JSON.parse(rows[0]?.value ?? ''));
}

export interface PushOptions {
  readonly db: pg.Pool;
  readonly reader: Pick<EventReader, 'read'>;
  /** Where the helpdesk is found, which push services may turn to. */
  readonly url: string;
  /** For tests: a push service on this machine. */
  readonly allowPrivate?: boolean;
  readonly waits?: readonly number[];
}

/** Sends notifications to browsers by the push services that they named, encrypted for the browser (RFC 8291, RFC 8292). */
export class PushChannel implements Channel {
  readonly name = 'push';
  readonly parallel = 16;
  readonly perSecond = 100;
  readonly endsUnreached = true;
  readonly waits: readonly number[];
  private keys: Promise<z.infer<typeof vapidKeys>> | undefined;

  constructor(private readonly options: PushOptions) {
    this.waits = options.waits ?? WAITS;
  }

  async send(delivery: Delivery, signal: AbortSignal): Promise<void> {
    const { reader, url, allowPrivate = false } = this.options;
    const number = numberOf(delivery);
    const { title, sentences } = await readNews(reader, delivery);
    const body = [...sentences.join('\n').replace(/\s+/g, ' ')].slice(0, SHOWN).join('');
    // A repeat replaces the notification with the same tag.
    const payload = JSON.stringify({
      title: `#${number} ${title}`.trim(),
      body,
      url: `/tickets/${number}`,
      tag: delivery.messageId,
    });
    this.keys ??= readVapidKeys(this.options.db);
    this.keys.catch(() => (this.keys = undefined));
    const vapidDetails = { subject: url, ...(await this.keys) };
    const subscription = stored.parse(JSON.parse(delivery.address ?? ''));
    const request = webPush.generateRequestDetails(subscription, payload, { vapidDetails, TTL: KEPT });
    const status = await post({
      url: request.endpoint,
      headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
      body: request.body ?? '',
      allowPrivate,
      within: ANSWER_WITHIN,
      signal,
    });
    if (status === 404 || status === 410) throw new RejectedError('the browser has ended its subscription', true);
    if (status < 200 || status > 299) throw new Error(`the push service answered ${status}`);
  }
}
