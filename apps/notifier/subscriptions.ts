import type pg from 'pg';
import { Problem } from '#libs/platform/problem.js';

/** Mails that ask an address to confirm, within a day. */
const MOST_QUESTIONS = 3;
/** Followers that a ticket may have by one channel before it takes no more, against floods. */
const MOST_FOLLOWERS = 50_000;

export interface NewSubscription {
  readonly ticketId: string;
  readonly channel: 'mail' | 'push';
  readonly address: string;
  readonly locale: string;
  readonly browser?: string;
}
export interface Subscribed {
  readonly id: string;
  readonly ticketId: string;
  /** Null while the ticket's opening was not seen. */
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
    const { ticketId, channel, address, locale, browser } = wanted;
    const client = await this.db.connect();
    try {
      await client.query('begin');
      const { rows } = await client.query<{ id: string; confirmed: boolean }>(
        `insert into notify.subscriptions (ticket_id, channel, address, locale, browser, confirmed_at)
         select $1, $2, $3, $4, $5, case $2 when 'push' then clock_timestamp() end
         where (select count(*) from notify.subscriptions where ticket_id = $1 and channel = $2) < $6
         on conflict (ticket_id, channel, address) do update set locale = excluded.locale
         returning id, confirmed_at is not null as confirmed`,
        [ticketId, channel, address, locale, browser ?? null, MOST_FOLLOWERS],
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
    const key = address.toLowerCase();
    await client.query('select pg_advisory_xact_lock(716506464, hashtext($1))', [key]);
    const { rowCount } = await client.query(
      `insert into notify.confirmations (address) select $1
       where (select count(*) from notify.confirmations where address = $1 and asked_at > clock_timestamp() - interval '1 day') < $2`,
      [key, MOST_QUESTIONS],
    );
    if (rowCount === 0) throw tooMany(`This address was asked to confirm ${MOST_QUESTIONS} times today.`);
    await client.query(
      `insert into notify.deliveries (channel, lane, subscription, ticket_id, kind, positions)
       values ('mail', $1::uuid::text, $1::uuid, $2, 'confirm', '{}')`,
      [id, ticketId],
    );
  }

  /** What a link in a mail is about; undefined once it has ended. */
  async find(id: string): Promise<Subscribed | undefined> {
    const { rows } = await this.db.query<Subscribed>(
      `select s.id, s.ticket_id as "ticketId", t.number, confirmed_at is not null as confirmed
       from notify.subscriptions s left join notify.tickets t using (ticket_id) where s.id = $1`,
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
