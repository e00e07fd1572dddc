import { Injectable } from '@nestjs/common';
import QuickLRU from 'quick-lru';
import { readConfig } from '#libs/platform/config.js';

/** What people can be told by: whether by mail, and the key that browsers subscribe with. */
export interface Channels {
  readonly mail: boolean;
  readonly pushKey: string | null;
}
/** What a link in a mail is about. */
export interface Subscribed {
  readonly ticketId: string;
  readonly number: number | null;
  readonly confirmed: boolean;
}
/** How one webhook does. */
export interface WebhookState {
  readonly name: string;
  readonly waiting: number;
  readonly sent: number;
  readonly failed: number;
  readonly lastProblem: string | null;
}
/** How the webhooks do, and what became of the latest messages to them. */
export interface Deliveries {
  readonly webhooks: readonly WebhookState[];
  readonly latest: readonly {
    readonly name: string;
    readonly position: number;
    readonly number: number | null;
    readonly state: 'waiting' | 'sending' | 'sent' | 'failed';
    readonly attempts: number;
    readonly problem: string | null;
    /** When it was sent or given up, or is tried again. */
    readonly at: string;
  }[];
}
/** The notifier said no, or nothing; the code is one of `problem.*` in the catalogues. */
export class NotifierProblem extends Error {
  override readonly name = 'NotifierProblem';
  constructor(
    readonly status: number,
    readonly code: string,
  ) {
    super(code);
  }
}

/** Longest wait for an answer that somebody asked for, and for one that a page can do without, in milliseconds. */
const TIMEOUT = 5_000;
const OPTIONAL_TIMEOUT = 400;
/** The channels are asked for again after so many milliseconds. */
const CHANNELS_FRESH = 30_000;
/** A count is good for so long, and one that did not come is not asked for again, in milliseconds. */
const COUNT_FRESH = 3_000;
const SILENT = 10_000;

/** Hands subscriptions to the notifier, which alone knows who follows what. Without NOTIFIER_URL there is nothing to ask. */
@Injectable()
export class NotifierClient {
  private readonly config = readConfig();
  private known: Channels | undefined;
  private askedAt = -Infinity;
  private silentUntil = -Infinity;
  private readonly counts = new QuickLRU<string, number>({ maxSize: 1_000, maxAge: COUNT_FRESH });

  /** Whether there is a notifier at all. */
  get isSetUp(): boolean {
    return this.config.NOTIFIER_URL !== undefined;
  }

  /** As far as is known: no page waits for them, and they outlast a notifier that is away. */
  channels(): Channels | undefined {
    if (this.isSetUp && performance.now() - this.askedAt > CHANNELS_FRESH) {
      this.askedAt = performance.now();
      const asked = this.ask<Channels>('GET', '/channels');
      asked.then((channels) => (this.known = channels)).catch(() => (this.askedAt = -Infinity));
    }
    return this.known;
  }

  /** How many follow a ticket; undefined while the notifier does not say. */
  async count(ticketId: string): Promise<number | undefined> {
    if (!this.isSetUp || performance.now() < this.silentUntil) return undefined;
    const known = this.counts.get(ticketId);
    if (known !== undefined) return known;
    const path = `/subscriptions/count?ticket=${ticketId}`;
    try {
      const { count } = await this.ask<{ count: number }>('GET', path, undefined, OPTIONAL_TIMEOUT);
      this.counts.set(ticketId, count);
      return count;
    } catch {
      this.silentUntil = performance.now() + SILENT;
      return undefined;
    }
  }

  /** @throws {NotifierProblem} */
  async follow(subscription: object): Promise<void> {
    await this.ask('POST', '/subscriptions', subscription);
  }

  /** @throws {NotifierProblem} */
  async unfollow(ticketId: string, endpoint: string): Promise<void> {
    await this.ask('DELETE', '/subscriptions', { ticketId, endpoint });
  }

  /** @throws {NotifierProblem} */
  find(id: string): Promise<Subscribed> {
    return this.ask('GET', `/subscriptions/${encodeURIComponent(id)}`);
  }

  /** @throws {NotifierProblem} */
  confirm(id: string): Promise<Subscribed> {
    return this.ask('POST', `/subscriptions/${encodeURIComponent(id)}/confirm`, {});
  }

  /** @throws {NotifierProblem} */
  async end(id: string): Promise<void> {
    await this.ask('DELETE', `/subscriptions/${encodeURIComponent(id)}`);
  }

  /** Undefined while the notifier does not say. */
  async deliveries(): Promise<Deliveries | undefined> {
    if (!this.isSetUp) return undefined;
    return this.ask<Deliveries>('GET', '/deliveries', undefined, OPTIONAL_TIMEOUT).catch(() => undefined);
  }

  private async ask<T>(method: string, path: string, body?: object, timeout = TIMEOUT): Promise<T> {
    const { NOTIFIER_URL: url, NOTIFIER_TOKEN: token } = this.config;
    const headers = {
      ...(body && { 'Content-Type': 'application/json' }),
      ...(token && { Authorization: `Bearer ${token}` }),
    };
    const init = { method, headers, signal: AbortSignal.timeout(timeout), ...(body && { body: JSON.stringify(body) }) };
    const response = await fetch(`${url}${path}`, init).catch(() => undefined);
    if (!response) throw new NotifierProblem(503, 'notifier.away');
    const answer = await response
      .text()
      .then((text) => (text ? JSON.parse(text) : {}) as T & { code?: string })
      .catch(() => undefined);
    if (!answer) throw new NotifierProblem(503, 'notifier.away');
    if (response.ok) return answer;
    if (response.status === 400) throw new NotifierProblem(422, 'address.malformed');
    const known = response.status === 404 || response.status === 429;
    throw new NotifierProblem(known ? response.status : 503, known ? (answer.code ?? 'unknown') : 'notifier.away');
  }
}
