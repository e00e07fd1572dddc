import { READ } from '../schema.js';
import { CHECK_BELOW } from '../ticket-row.js';
import { ACTIVE } from './sql.js';

/**
 * The tickets as they were at the moment, in the form of read.tickets: a list or a figure of the past is the same question
 * put to this table. Status comes from the times of a ticket, category and text from what they were until they changed;
 * what happened to a ticket after the moment is taken off by reading its events.
 */
export const PAST_TICKETS = pastTickets('coalesce(e.modified_at, t.modified_at)');

/**
 * The same in two parts, so that the last modified ones are found by an index: those that nothing modified after the
 * moment, and the others, which are few.
 */
export const PAST_TICKETS_BY_MODIFIED = [
  pastTickets('t.modified_at', 't.modified_at <= m.at'),
  pastTickets('coalesce(e.modified_at, t.modified_at)', 't.modified_at > m.at'),
] as const;

function pastTickets(modifiedAt: string, condition = 'true'): string {
  return `(
  select t.generation, t.ticket_id, t.number, t.opened_at, t.opened_month, t.opened_position, t.follows,
    s.status, coalesce(pc.category, t.category) as category,
    ${modifiedAt} as modified_at,
    case when t.activated_at <= m.at then t.activated_at end as activated_at,
    case when t.closed_at <= m.at then t.closed_at end as closed_at,
    case when t.closed_at <= m.at then t.resolution_bucket end as resolution_bucket,
    coalesce(e.version, t.version) as version,
    coalesce(e.message_count, t.message_count) as message_count,
    coalesce(e.me_too_count, t.me_too_count) as me_too_count,
    coalesce(e.last_word_by, t.last_word_by) = 'user' and s.status <> 'closed' as waiting,
    coalesce(pt.confidence, t.confidence) < ${CHECK_BELOW} and s.status <> 'closed'
      and (t.category_decided_at is null or t.category_decided_at > m.at) as to_check,
    case when pt.position is not null then pt.description else x.description end as description,
    coalesce(pt.search, x.search) as search
  from moment m
  join ${READ}.tickets t on t.generation = ${ACTIVE} and t.opened_at <= m.at and ${condition}
  join ${READ}.texts x on x.generation = t.generation and x.ticket_id = t.ticket_id
  cross join lateral (select case when t.closed_at <= m.at then 'closed' when t.activated_at <= m.at then 'active'
    else 'open' end as status) s
  left join lateral (select p.category from ${READ}.past_categories p
    where p.generation = t.generation and p.ticket_id = t.ticket_id and p.until > m.at
    order by p.position limit 1) pc on true
  left join lateral (select p.position, p.description, p.confidence, p.search from ${READ}.past_texts p
    where p.generation = t.generation and p.ticket_id = t.ticket_id and p.until > m.at
    order by p.position limit 1) pt on true
  left join lateral (select max(l.version) as version,
      max(l.recorded_at) filter (where l.type not in ('MeTooAdded', 'TextErased')) as modified_at,
      count(*) filter (where l.type = 'MessagePosted')::integer as message_count,
      count(*) filter (where l.type = 'MeTooAdded')::integer as me_too_count,
      (array_agg(l.metadata::json ->> 'role' order by l.version desc)
        filter (where l.type in ('TicketOpened', 'MessagePosted')))[1] as last_word_by
    from log.events l
    where t.last_position > m.as_of and l.stream = 'ticket-' || t.ticket_id and l.position <= m.as_of
    having count(*) > 0) e on true
)`;
}
