import type pg from 'pg';

/** A message that is to be sent now. */
export interface Delivery {
  readonly id: number;
  /** What the receiver knows repeats by. */
  readonly messageId: string;
  readonly lane: string;
  readonly ticketId: string;
  /** Of the ticket; of a webhook's message it may be unknown. */
  readonly number: number | null;
  /** Position of the newest description of the ticket. */
  readonly described: number | null;
  readonly kind: 'events' | 'confirm';
  readonly positions: readonly number[];
  /** This one counted. */
  readonly attempts: number;
  readonly subscription: string | null;
  readonly address: string | null;
  readonly locale: string | null;
  /** Something has reached the subscription before. */
  readonly reached: boolean;
}

/** The messages that wait to be sent. One process at a time works on them: the leader. */
export class Outbox {
  constructor(private readonly db: pg.Pool) {}

  /** Gives free what was in hand when a process ended. It goes out again under the same id. */
  async release(channel: string): Promise<void> {
    await this.db.query(
      `update notify.deliveries set state = 'waiting', due_at = clock_timestamp()
       where channel = $1 and done_at is null and state = 'sending'`,
      [channel],
    );
  }

  /** Gives up what waits for channels that are not set up any more. */
  async dropUnknown(channels: readonly string[]): Promise<void> {
    await this.db.query('delete from notify.deliveries where done_at is null and channel <> all($1)', [channels]);
  }

  /** Takes messages of a channel that are due, the first of its lane only: within a lane none overtakes another. */
  async claim(channel: string, limit: number): Promise<Delivery[]> {
    const { rows } = await this.db.query<Delivery>(
      `with due as (
         select id from notify.deliveries d
         where channel = $1 and done_at is null and state = 'waiting' and due_at <= clock_timestamp()
           and not exists (select from notify.deliveries e where e.lane = d.lane and e.id < d.id and e.done_at is null)
         order by due_at limit $2
       ), taken as (
         update notify.deliveries set state = 'sending', frozen = true, attempts = attempts + 1 where id in (select id from due) returning *
       )
       select d.id::float8, message_id as "messageId", lane, d.ticket_id as "ticketId", coalesce(t.number, s.number) as number, t.described::float8, kind,
         positions::float8[], attempts, subscription, s.address, s.locale, s.reached_at is not null as reached
       from taken d left join notify.tickets t using (ticket_id) left join notify.subscriptions s on s.id = d.subscription
       order by d.id`,
      [channel, limit],
    );
    return rows;
  }

  /** A person's message leaves nothing behind; that of a webhook is listed for a while. */
  async sent({ id, subscription }: Delivery): Promise<void> {
    if (!subscription) return this.end(id, 'sent', null);
    await this.db.query(
      'update notify.subscriptions set reached_at = clock_timestamp() where id = $1 and reached_at is null',
      [subscription],
    );
    await this.remove(id);
  }

  async failed({ id, subscription }: Delivery, detail: string): Promise<void> {
    if (subscription) await this.remove(id);
    else await this.end(id, 'failed', detail);
  }

  /** Another attempt after so many milliseconds, and nothing else of the lane before. */
  async again({ id, lane, attempts }: Delivery, ms: number, detail: string): Promise<void> {
    await this.db.query(
      `update notify.deliveries set due_at = greatest(due_at, clock_timestamp() + make_interval(secs => $2::float8)),
         state = case id when $3 then 'waiting' else state end, attempts = case id when $3 then $4 else attempts end,
         detail = case id when $3 then $5 else detail end
       where lane = $1 and done_at is null`,
      [lane, ms / 1_000, id, attempts, detail],
    );
  }

  /** Ends a subscription, with all that still waits for it. */
  async unsubscribe(subscription: string): Promise<void> {
    await this.db.query('delete from notify.subscriptions where id = $1', [subscription]);
  }

  /** How each webhook does: what waits and since when, what was sent and failed in the last month, and the last failure. */
  async summary(): Promise<object[]> {
    const { rows } = await this.db.query<object>(SUMMARY);
    return rows;
  }

  /** The messages to webhooks that were made last, the newest first. */
  async latest(): Promise<object[]> {
    const { rows } = await this.db.query<object>(LATEST);
    return rows;
  }

  private async remove(id: number): Promise<void> {
    await this.db.query('delete from notify.deliveries where id = $1', [id]);
  }

  private async end(id: number, state: 'sent' | 'failed', detail: string | null): Promise<void> {
    await this.db.query(
      'update notify.deliveries set state = $2, detail = $3, done_at = clock_timestamp() where id = $1',
      [id, state, detail],
    );
  }
}

const SUMMARY = `select substr(channel, 9) as name,
    count(*) filter (where done_at is null)::int as waiting, count(*) filter (where state = 'sent')::int as sent,
    count(*) filter (where state = 'failed')::int as failed,
    (array_agg(detail order by coalesce(done_at, due_at) desc) filter (where detail is not null))[1] as "lastProblem"
  from notify.deliveries where channel like 'webhook:%' group by channel order by channel`;

const LATEST = `select substr(channel, 9) as name, positions[1]::float8 as position, number, state, attempts, detail as problem,
    coalesce(done_at, due_at) as at
  from notify.deliveries left join notify.tickets using (ticket_id) where channel like 'webhook:%' order by id desc limit 20`;
