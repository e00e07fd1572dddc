import type pg from 'pg';
import { numbers } from '#libs/event-log/read.js';

/** A closed ticket that still has texts, names or photos in the log. */
export interface ExpiredTicket {
  readonly stream: string;
  readonly number: number;
  readonly closedAt: Date;
}

/** The reason of an erasure, personal too, is no text to erase. */
const EXPIRED = `select closing.stream, log.stream_number(opening.data) as number, max(closing.recorded_at) as "closedAt"
  from log.events closing join log.events opening on opening.stream = closing.stream and opening.version = 1
  where closing.type = 'StatusChanged' and closing.data::json ->> 'to' = 'closed'
    and closing.recorded_at < clock_timestamp() - $1::interval
    and exists (select from log.events e where e.stream = closing.stream and e.private is not null
      and e.type <> 'TextErased')
  group by 1, 2 order by 3, 2`;

/**
 * The tickets that were closed longer ago than a period and still hold personal data, the longest closed first.
 * @param period such as `24months`
 */
export async function findExpired(owner: pg.Client, period: string): Promise<ExpiredTicket[]> {
  return (await owner.query<ExpiredTicket>({ text: EXPIRED, values: [period], types: numbers })).rows;
}
