import type pg from 'pg';
import { activateGeneration, attachGeneration, createGeneration } from '#libs/read-models/generations.js';
import { READ } from '#libs/read-models/schema.js';

export const ZONE = 'Europe/Rome';

/**
 * Rows of so many tickets, made in the read models themselves: three years, 2 % not yet closed, some 55,000 different
 * words. They lie as after a rebuild, but there are no events.
 * @param owner of the database; what was there before is dropped by the caller
 * @returns the generation, now the active one
 */
export async function makeRows(owner: pg.Client, tickets: number): Promise<number> {
  const generation = await createGeneration(owner, ZONE);
  await owner.query('select setseed(0.5)');
  await owner.query(rows(generation), [tickets]);
  for (const statement of sums(generation)) await owner.query(statement);
  await owner.query(
    `update ${READ}.checkpoints set position = $1, recorded_at = now() where generation = ${generation}`,
    [tickets * 5],
  );
  await attachGeneration(owner, generation);
  await activateGeneration(owner, generation);
  return generation;
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
const any = (words: string, size: number): string => `${words}[1 + floor(random() * ${size})::integer]`;

/** A word in every ticket, in 3 of 100, 1 of 100 (`seat1`...), 1 of 1000 (`100`...), and rarer ones (`id1`...). */
const said = `array[${any(THINGS, 30)}, ${any(TROUBLES, 15)}, ${any(PLACES, 10)}, 'room',
  (100 + floor(random() * 900))::integer::text, 'seat' || floor(random() * 100)::integer, 'please',
  'id' || floor(random() ^ 3 * 50000)::integer, 'since', 'the', 'day' || floor(random() * 31)::integer]`;

const rows = (generation: number): string => `
  with drawn as materialized (
    select n as number, uuidv7(interval '-1095 days' * (1 - n / ($1::float8 + 1))) as ticket_id, ${any(CATEGORIES, 3)} as category,
      date_trunc('milliseconds', now() - interval '1095 days' * (1 - n / ($1::float8 + 1))) as opened_at,
      random() as luck, exp(random() * 4 - 1) * interval '1 hour' as pick_up,
      exp(random() * 6) * interval '1 hour' as work, ${said} as said
    from generate_series(1, $1::integer) n),
  timed as materialized (
    select *,
      case when luck > 0.01 and opened_at + pick_up < now()
        then date_trunc('milliseconds', opened_at + pick_up) end as activated_at,
      case when luck > 0.02 and opened_at + pick_up + work < now()
        then date_trunc('milliseconds', opened_at + pick_up + work) end as closed_at
    from drawn),
  t as (
    insert into ${READ}.tickets_${generation}
    select ${generation}, ticket_id, number,
      case when closed_at is not null then 'closed' when activated_at is not null then 'active' else 'open' end,
      category, opened_at, coalesce(closed_at, activated_at, opened_at), activated_at, closed_at,
      date_trunc('month', opened_at at time zone '${ZONE}')::date, 3, floor(luck * 4)::integer, 0, 'user',
      closed_at is null, floor(ln(1 + extract(epoch from closed_at - opened_at) * 1000) / ln(1.04))::smallint, 0.9,
      null, closed_at is null and luck < 0.005, null, false, false, number::bigint * 5 - 4, number::bigint * 5,
      floor($1 * 5 * (1 - date_part('epoch', now() - coalesce(closed_at, activated_at, opened_at)) / (1095 * 86400.0))),
      ceil(log(1 + floor(date_part('epoch', coalesce(closed_at, activated_at, opened_at) - opened_at))) / log(2))
    from timed)
  insert into ${READ}.texts_${generation}
  select ${generation}, ticket_id, number, array_to_string(said, ' '), category, '{}', 'bench',
    array_to_tsvector(said)
  from timed`;

const sums = (g: number): string[] => [
  `insert into ${READ}.hours_${g} select ${g}, date_trunc('hour', opened_at, 'UTC'), count(*),
     count(*) filter (where status <> 'closed') from ${READ}.tickets_${g} group by 2`,
  `insert into ${READ}.days_${g} select ${g}, day, ${READ}.day_start(day, '${ZONE}'), opened, not_yet_closed
     from (select (opened_at at time zone '${ZONE}')::date as day, count(*) as opened,
       count(*) filter (where status <> 'closed') as not_yet_closed from ${READ}.tickets_${g} group by 1) d`,
  `insert into ${READ}.months_${g} select ${g}, opened_month, count(*), count(closed_at),
     coalesce(sum(round(extract(epoch from closed_at - opened_at) * 1000)), 0) from ${READ}.tickets_${g} group by 2`,
  `insert into ${READ}.durations_${g} select ${g}, opened_month, resolution_bucket, count(*) from ${READ}.tickets_${g}
     where closed_at is not null group by 2, 3`,
  `insert into ${READ}.categories_${g} select ${g}, category, count(*) filter (where status = 'open'),
     count(*) filter (where status = 'active'), count(*) filter (where status = 'closed')
     from ${READ}.tickets_${g} group by 2`,
];
