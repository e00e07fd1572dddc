import type pg from 'pg';
import { createComputation, indexComputation, switchTo } from '#libs/read-models/computations.js';
import {
  LISTED,
  sqlType,
  TEXT_COLUMNS,
  TICKET_COLUMNS,
  type Column,
  type TicketRow,
} from '#libs/read-models/fields.js';
import { completeSearch } from '#libs/read-models/search/write-search.js';

export const ZONE = 'Europe/Rome';

/**
 * Rows of so many tickets, made in the read models themselves: three years, 2 % not yet closed, some 55,000 different
 * words. They lie as after a rebuild, but there are no events.
 * @param owner of the database; what was there before is dropped by the caller
 * @returns the schema, which readers see from now on
 */
export async function makeRows(owner: pg.Client, tickets: number): Promise<string> {
  const schema = await createComputation(owner, ZONE);
  await owner.query(`select setseed(0.5); set search_path = ${schema}, public`);
  await owner.query(ROWS, [tickets]);
  await owner.query(SUMS);
  await owner.query('update checkpoint set position = $1, recorded_at = now()', [tickets * 5]);
  await owner.query('reset search_path');
  await completeSearch(owner, schema);
  await indexComputation(owner, schema);
  await switchTo(owner, schema);
  return schema;
}

const list = (words: string): string => `(array['${words.split(' ').join("','")}'])`;
const THINGS = list(
  'heater radiator window elevator lamp ceiling tap toilet chair blind projector printer wifi login password monitor microphone license network canteen library card certificate parking locker refund shuttle reception invoice exam',
);
const TROUBLES = list(
  'broken dirty slow stuck cold loud expired cancelled missing closed flickers drips hangs smells fails',
);
const PLACES = list('main north physics chemistry law sports dormitory design computing mill');
const CATEGORIES = list('facility-management technical-it services-complaints');
/** Five messages of fifteen words each: a frequent word is in most of them, most words in few. */
const WORDS_OF_MESSAGES = 75;
const any = (words: string, size: number): string => `${words}[1 + floor(random() * ${size})::integer]`;

/** A word in every ticket, in 3 of 100, 1 of 100 (`seat1`...), 1 of 1000 (`100`...), and rarer ones (`id1`...). */
const said = `array[${any(THINGS, 30)}, ${any(TROUBLES, 15)}, ${any(PLACES, 10)}, 'room',
  (100 + floor(random() * 900))::integer::text, 'seat' || floor(random() * 100)::integer, 'please',
  'id' || floor(random() ^ 3 * 50000)::integer, 'since', 'the', 'day' || floor(random() * 31)::integer]`;

/** Fields that must have a value: one that is forgotten here fails to compile. */
type Needed = { [K in Column['name']]: null extends TicketRow[K] ? never : K }[Column['name']];
/** The value of each field, of a row of `timed`. */
const VALUES: Record<Needed, string> & Partial<Record<Column['name'], string>> = {
  ticketId: 'ticket_id',
  number: 'number',
  status: `case when closed_at is not null then 'closed' when activated_at is not null then 'active' else 'open' end`,
  description: `array_to_string(said, ' ')`,
  category: 'category',
  openedAt: 'opened_at',
  modifiedAt: 'modified_at',
  activatedAt: 'activated_at',
  closedAt: 'closed_at',
  version: '3',
  messageCount: 'floor(luck * 4)::integer',
  meTooCount: '0',
  photoCount: '0',
  priority: `'normal'`,
  waiting: 'closed_at is null',
  waitingSince: 'case when closed_at is null then opened_at end',
  needsReply: 'closed_at is null and luck < 0.01',
  helpdeskWrote: 'activated_at is not null',
  check: 'closed_at is null and luck < 0.005',
  lastWordBy: `'user'`,
  place: `case when number % 2 = 0 then 'P-' || number % 299 end`,
  firstAnswerAt: 'activated_at',
  resolutionBucket: 'floor(ln(1 + extract(epoch from closed_at - opened_at) * 1000) / ln(1.04))::smallint',
  classifiedAs: 'category',
  words: `'{}'`,
  categorizerVersion: `'bench'`,
  confidence: '0.9',
  erased: 'false',
  parked: 'false',
  openedPosition: 'number::bigint * 5 - 4',
  lastPosition: 'number::bigint * 5',
  describedPosition: 'number::bigint * 5 - 4',
  modifiedPosition: `floor($1 * 5 * (1 - date_part('epoch', now() - modified_at) / (1095 * 86400.0)))`,
};
/** Null where there is no value. */
const valueOf = ({ name, type }: Column): string => VALUES[name] ?? `null::${sqlType(type)}`;
const names = (columns: readonly Column[]): string => columns.map(({ column }) => column).join(', ');
const values = (columns: readonly Column[]): string => columns.map(valueOf).join(', ');
const item = TICKET_COLUMNS.filter(({ name }) => name in LISTED).map((column) => {
  const value = valueOf(column);
  return `'${column.name}', ${column.type === 'ms' ? `(date_part('epoch', ${value}) * 1000)::bigint` : value}`;
});

const ROWS = `
  with drawn as materialized (
    select n as number, uuidv7(interval '-1095 days' * (1 - n / ($1::float8 + 1))) as ticket_id, ${any(CATEGORIES, 3)} as category,
      date_trunc('milliseconds', now() - interval '1095 days' * (1 - n / ($1::float8 + 1))) as opened_at,
      random() as luck, exp(random() * 4 - 1) * interval '1 hour' as pick_up,
      exp(random() * 6) * interval '1 hour' as work, ${said} as said
    from generate_series(1, $1::integer) n),
  worked as materialized (
    select *,
      case when luck > 0.01 and opened_at + pick_up < now()
        then date_trunc('milliseconds', opened_at + pick_up) end as activated_at,
      case when luck > 0.02 and opened_at + pick_up + work < now()
        then date_trunc('milliseconds', opened_at + pick_up + work) end as closed_at
    from drawn),
  timed as materialized (select *, coalesce(closed_at, activated_at, opened_at) as modified_at from worked),
  t as (
    insert into tickets (${names(TICKET_COLUMNS)}, opened_month, item)
    select ${values(TICKET_COLUMNS)}, date_trunc('month', opened_at at time zone '${ZONE}')::date,
      trim('{}' from json_build_object(${item.join(', ')})::text) from timed),
  written as (
    insert into texts (${names(TEXT_COLUMNS)}) select ${values(TEXT_COLUMNS)} from timed)
  insert into search (number, open, words)
  select number, closed_at is null, setweight(to_tsvector('simple', array_to_string(said, ' ')), 'A') ||
    to_tsvector('simple', (select string_agg(translate((floor(exp(random() * 11)) * 4827)::bigint::text, '0123456789', 'aelnorstui'), ' ')
      from generate_series(1, ${WORDS_OF_MESSAGES} + number % 2))) from timed`;

const SUMS = `
  insert into hours select date_trunc('hour', opened_at, 'UTC'), count(*), count(*) filter (where status <> 'closed') from tickets group by 1;
  insert into days select day, day_start(day, '${ZONE}'), opened, not_yet_closed
    from (select (opened_at at time zone '${ZONE}')::date as day, count(*) as opened,
      count(*) filter (where status <> 'closed') as not_yet_closed from tickets group by 1) d;
  insert into months select opened_month, count(*), count(closed_at),
    coalesce(sum(round(extract(epoch from closed_at - opened_at) * 1000)), 0) from tickets group by 1;
  insert into durations select opened_month, resolution_bucket, count(*) from tickets where closed_at is not null group by 1, 2;
  insert into categories select category, count(*) filter (where status = 'open'),
    count(*) filter (where status = 'active'), count(*) filter (where status = 'closed') from tickets group by 1`;
