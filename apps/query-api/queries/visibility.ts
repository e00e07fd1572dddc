import { QuestionError } from '#libs/read-models/queries/errors.js';
import { Problem } from '#libs/platform/problem.js';
import type { Role, TicketFilter, TicketItem, TicketView } from '#libs/read-models/types.js';
import { asUsersSee, withHiddenMarks } from '#libs/tickets/hidden-texts.js';

/** @throws {Problem} 403 unless it is the helpdesk that asks */
export function onlyHelpdesk(role: Role, what: string): void {
  if (role === 'user') {
    throw new Problem({ status: 403, code: 'role.not-allowed', detail: `Only the helpdesk may see ${what}.` });
  }
}

/**
 * The filter with what this role may see: a user never gets a closed ticket, nor a past moment, which would show some.
 * @throws {Problem} 403 when a user asks for them
 */
export function visibleTo(role: Role, filter: TicketFilter): TicketFilter {
  if (role !== 'user') return filter;
  if (filter.at) onlyHelpdesk(role, 'tickets as they were at a past moment');
  if (filter.status?.includes('closed')) onlyHelpdesk(role, 'closed tickets');
  return { ...filter, status: filter.status?.length ? filter.status : ['open', 'active'] };
}

/** A ticket of a list as a role sees it: users do not get a hidden description. */
export function itemFor<T extends TicketItem>(role: Role, item: T): T {
  return role === 'user' && item.hiddenBecause !== null ? { ...item, description: null } : item;
}

/** A ticket with its timeline as a role sees it. */
export function ticketFor(role: Role, ticket: TicketView): TicketView {
  const timeline = role === 'user' ? asUsersSee(ticket.timeline) : withHiddenMarks(ticket.timeline);
  if (role !== 'user') return timeline === ticket.timeline ? ticket : { ...ticket, timeline };
  // The deciding words may be those of an earlier description, which is hidden.
  const classified = timeline.findLast(({ data }) => 'classification' in data && data.classification);
  const { classification } = ticket;
  const words = classified?.hidden === undefined ? classification : classification && { ...classification, words: [] };
  return itemFor(role, { ...ticket, timeline, classification: words });
}

/** @throws {Problem} 400 `parameter.invalid` for a QuestionError, naming the parameter; else the error itself */
export function rejectQuestion(error: unknown): never {
  if (!(error instanceof QuestionError)) throw error;
  const { parameter, message } = error;
  const errors = [{ parameter, code: 'invalid-value', detail: message }];
  const detail = `The request does not fit: ${parameter} ${message}.`;
  throw new Problem({ status: 400, code: 'parameter.invalid', detail, errors });
}
