import { createHmac, randomBytes } from 'node:crypto';
import type pg from 'pg';
import { Problem } from '#libs/platform/problem.js';

/** Mails that ask an address to confirm, within a day. */
const MOST_QUESTIONS = 3;
/** Followers that a ticket may have by one channel before it takes no more, against floods. */
const MOST_FOLLOWERS = 50_000;

export interface NewSubscription {
  readonly ticketId: string;
  readonly number: number;
  readonly channel: 'mail' | 'push';
  readonly address: string;
  readonly locale: string;
  readonly browser?: string;
}
export interface Subscribed {
  readonly id: string;
  readonly ticketId: string;
  readonly number: number | null;
  readonly confirmed: boolean;
}

/** Who wants to hear of which ticket. */
export class Subscriptions {
  constructor(private readonly db: pg.Pool) {}

  /**
   * Adds one; the same again changes nothing. A mail address is asked to confirm before it gets anything else.
   * @throws {Problem} 429 when the address was asked too often today
   */
  async add(wanted: NewSubscription): Promise<void> {
    const { ticketId, number, channel, address, locale, browser } = wanted;
    const client = await this.db.connect();
    try {
      await client.query('begin');
      const { rows } = await client.query<{ id: string; confirmed: boolean }>(
        `insert into notify.subscriptions as s (ticket_id, channel, address, locale, browser, number, confirmed_at)
         select $1, $2, $3, $4, $5, $7, case $2 when 'push' then clock_timestamp() end
         where (select count(*) from notify.subscriptions where ticket_id = $1 and channel = $2) < $6
         on conflict (ticket_id, channel, address) do update set
           -- Nobody else changes what its reader has confirmed.
           locale = case when s.confirmed_at is null then excluded.locale else s.locale end,
           created_at = case when s.confirmed_at is null then clock_timestamp() else s.created_at end
         returning id, confirmed_at is not null as confirmed`,
        [ticketId, channel, address, locale, browser ?? null, MOST_FOLLOWERS, number],
      );
      const [subscription] = rows;
      if (!subscription) throw tooMany('This ticket has too many followers.');
      if (!subscription.confirmed) await this.ask(client, subscription.id, wanted);
      await client.query('commit');
    } catch (error) {
      await client.query('rollback').catch(() => undefined);
      throw error;
    } finally {
      client.release();
    }
  }

  private async ask(client: pg.ClientBase, id: string, { ticketId, address }: NewSubscription): Promise<void> {
    const key = createHmac('sha256', await this.hashKey(client))
      .update(address.toLowerCase())
      .digest('hex');
    await client.query('select pg_advisory_xact_lock(716506464, hashtext($1))', [key]);
    const { rowCount } = await client.query(
      `insert into notify.confirmations (address_hash) select $1
       where (select count(*) from notify.confirmations where address_hash = $1 and asked_at > clock_timestamp() - interval '1 day') < $2`,
      [key, MOST_QUESTIONS],
    );
    if (rowCount === 0) throw tooMany(`This address was asked to confirm ${MOST_QUESTIONS} times today.`);
    await client.query(
      `insert into notify.deliveries (channel, lane, subscription, ticket_id, kind, positions)
       values ('mail', $1::uuid::text, $1::uuid, $2, 'confirm', '{}')`,
      [id, ticketId],
    );
  }

  private async hashKey(client: pg.ClientBase): Promise<string> {
    const made = randomBytes(32).toString('hex');
    await client.query(`insert into notify.keys values ('addresses', $1) on conflict do nothing`, [made]);
    const { rows } = await client.query<{ value: string }>(`select value from notify.keys where name = 'addresses'`);
    return rows[0]?.value ?? made;
  }

  /** What a link in a mail is about; undefined once it has ended. */
  async find(id: string): Promise<Subscribed | undefined> {
    const { rows } = await this.db.query<Subscribed>(
      `select id, ticket_id as "ticketId", number, confirmed_at is not null as confirmed from notify.subscriptions where id = $1`,
      [id],
    );
    return rows[0];
  }

  async confirm(id: string): Promise<Subscribed | undefined> {
    await this.db.query(
      'update notify.subscriptions set confirmed_at = coalesce(confirmed_at, clock_timestamp()) where id = $1',
      [id],
    );
    return this.find(id);
  }

  /** Ends one with all that still waits for it; one that has ended stays so. */
  async end(id: string): Promise<void> {
    await this.db.query('delete from notify.subscriptions where id = $1', [id]);
  }

  /** Ends the one of a browser. */
  async endPush(ticketId: string, endpoint: string): Promise<void> {
    await this.db.query(
      `delete from notify.subscriptions where ticket_id = $1 and channel = 'push' and address::json ->> 'endpoint' = $2`,
      [ticketId, endpoint],
    );
  }

  /** How many follow a ticket, who confirmed. */
  async count(ticketId: string): Promise<number> {
    const { rows } = await this.db.query<{ count: number }>(
      'select count(*)::int as count from notify.subscriptions where ticket_id = $1 and confirmed_at is not null',
      [ticketId],
    );
    return rows[0]?.count ?? 0;
  }
}

function tooMany(detail: string): Problem {
  return new Problem({ status: 429, code: 'subscriptions.too-many', detail });
}
