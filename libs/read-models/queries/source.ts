import { READ } from '../schema.js';
import { CHECK_BELOW } from '../ticket-row.js';
import { AS_OF } from './as-of.js';
import { ACTIVE, lookedUp } from './sql.js';

/*
 * The tickets as they were at the moment, in the form of read.tickets: a list or a figure of the past is the same question
 * put to these. What a question does not ask of them is not looked up.
 */

export const AT = '(select at from moment)';
/** More than 2 ^ 31 seconds no ticket lasts. */
const LONGEST = 31;

/** Tickets that were open at the moment and modified after it: few at any moment, found by how long they lasted. */
export const LASTED_BEYOND = `(select f.* from generate_series(0, ${LONGEST}) s (lasted) cross join lateral (
    select * from ${READ}.tickets f where f.generation = ${ACTIVE} and f.lasted = s.lasted and f.opened_at <= ${AT}
      and f.opened_at > ${AT} - interval '1 second' * 2 ^ s.lasted and f.modified_at > ${AT} offset 0) f)`;

const EVENTS = `log.events l where l.stream = 'ticket-' || t.ticket_id and l.position <= ${AS_OF}`;
const LAST_WORD = `(select l.metadata from ${EVENTS} and l.type in ('TicketOpened', 'MessagePosted') order by l.version desc limit 1)`;
const PAST_TEXT = `${READ}.past_texts p where p.generation = t.generation and p.ticket_id = t.ticket_id and p.until > ${AT}`;
const TEXT = `${READ}.texts x where x.generation = t.generation and x.ticket_id = t.ticket_id`;
const HOW_MANY = (type: string): string => `(select count(*)::integer from ${EVENTS} and l.type = '${type}')`;
const BEFORE = (column: string): string => `case when t.${column} <= ${AT} then t.${column} end`;
const STATUS = `case when t.closed_at <= ${AT} then 'closed' when t.activated_at <= ${AT} then 'active' else 'open' end`;

/** A text that was replaced comes before the one of now, also when it was erased. */
function textual(column: string): string {
  return `(select f.${column} from ((select 0 as n, p.${column} from ${PAST_TEXT} order by p.position limit 1)
    union all select 1, x.${column} from ${TEXT}) f order by f.n limit 1)`;
}

/**
 * Tickets as they were at the moment. Status comes from the times of a ticket, category and text from what they were
 * until they changed, the rest from its events.
 */
function asTheyWere(tickets: string): string {
  return `(
  select t.generation, t.ticket_id, t.number, t.opened_at, t.opened_month, t.opened_position, t.follows, ${STATUS} as status,
    coalesce((select p.category from ${READ}.past_categories p where p.generation = t.generation and p.ticket_id = t.ticket_id
      and p.until > ${AT} order by p.position limit 1), t.category) as category,
    case when t.modified_at <= ${AT} then t.modified_at else coalesce((select l.recorded_at from ${EVENTS}
      and l.type not in ('MeTooAdded', 'TextErased') order by l.version desc limit 1), t.opened_at) end as modified_at,
    ${BEFORE('activated_at')} as activated_at, ${BEFORE('closed_at')} as closed_at,
    case when t.closed_at <= ${AT} then t.resolution_bucket end as resolution_bucket,
    coalesce((select max(l.version) from ${EVENTS}), t.version) as version,
    ${HOW_MANY('MessagePosted')} as message_count, ${HOW_MANY('MeTooAdded')} as me_too_count,
    case when t.modified_at <= ${AT} then t.waiting
      else coalesce(${LAST_WORD}::json ->> 'role', t.last_word_by) = 'user' and (${STATUS}) <> 'closed' end as waiting,
    coalesce((select p.confidence from ${PAST_TEXT} order by p.position limit 1), t.confidence) < ${CHECK_BELOW}
      and (${STATUS}) <> 'closed' and (t.category_decided_at is null or t.category_decided_at > ${AT}) as to_check,
    ${textual('description')} as description, ${textual('search')} as search
  from ${tickets} t
)`;
}

/** Those that were modified after the moment. */
export const MODIFIED_SINCE = asTheyWere(LASTED_BEYOND);

/**
 * Those that were modified last up to `until`, and until when that is all of them. Found in the log, so that the events of all
 * others need not be looked at.
 * @param events so many are looked through
 * @param until placeholder of a time, or the moment itself
 */
export function modifiedLast(events: number, until = AT): { readonly source: string; readonly where: string } {
  const last = until === AT ? AS_OF : `${READ}.position_at(${until}, ${AS_OF})`;
  const ids = `select distinct substr(l.stream, 8)::uuid as ticket_id
    from (select ${last} as position offset 0) p cross join lateral (
      select * from log.events l where l.position > p.position - ${events} and l.position <= p.position offset 0) l
    where l.stream like 'ticket-%' and l.type not in ('MeTooAdded', 'TextErased')`;
  const before = `(select l.recorded_at from log.events l where l.position = ${last} - ${events})`;
  return { source: asTheyWere(lookedUp(ids)), where: `t.modified_at > coalesce(${before}, '-infinity')` };
}

/**
 * Those that nothing modified since, among some tickets: they are as they were, but for a me-too or an erasure. That they were opened
 * before goes without saying, but not for an index of that.
 * @param tickets a table of read.tickets
 */
export function unmodifiedSince(tickets = `${READ}.tickets`): string {
  const older = (then: string, now: string): string =>
    `case when t.last_position > ${AS_OF} then coalesce(${then}, t.${now}) else t.${now} end as ${now}`;
  return `(
  select t.generation, t.ticket_id, t.number, t.opened_at, t.opened_month, t.opened_position, t.follows, t.status, t.category,
    t.modified_at, t.activated_at, t.closed_at, t.resolution_bucket,
    ${older(`(select max(l.version) from ${EVENTS})`, 'version')}, t.message_count, ${older(HOW_MANY('MeTooAdded'), 'me_too_count')},
    t.waiting, t.to_check, (select x.description from ${TEXT}) as description, (select x.search from ${TEXT}) as search
  from ${tickets} t where t.generation = ${ACTIVE} and t.modified_at <= ${AT} and t.opened_at <= ${AT}
)`;
}

/** All of them, or some. */
export function pastTickets(unmodified = unmodifiedSince(), condition = 'true'): string {
  return `(select * from ${unmodified} u union all select * from ${MODIFIED_SINCE} s where ${condition})`;
}
export const PAST_TICKETS = pastTickets();
