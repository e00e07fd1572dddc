import { Problem, type ProblemDetail } from '#libs/platform/problem.js';
import { isStorable, rejectionsOf, tidy, type CommandName } from '#libs/tickets/commands.js';
import type { GuardedField, Ticket } from '#libs/tickets/ticket.js';
import type { Caller, CommandRequest } from './request.js';

/** A rejection of the rules as the client sees it. */
export function rejectionProblem(command: CommandName, code: string): Problem {
  const rejection = rejectionsOf(command)[code];
  if (!rejection) throw new TypeError(`${command} does not declare the rejection ${code}`);
  const { status, detail, pointer } = rejection;
  return new Problem({ status, code, detail, ...(pointer && { errors: [{ pointer, code, detail }] }) });
}

/** 409 with the version to send next, and what changed after the one that was sent; the field that clashed comes first. */
export function conflictProblem(ticket: Ticket, field: GuardedField, request: CommandRequest): Problem {
  const sent = 'version' in request.body ? (request.body.version ?? 0) : 0;
  const fields = (Object.keys(ticket.changed) as GuardedField[])
    .filter((name) => ticket.changed[name].version > sent)
    .sort((a, b) => Number(b === field) - Number(a === field));
  const changes = fields.map((name) => ({
    field: name,
    value: valueFor(request.caller.role, ticket, name),
    role: ticket.changed[name].role,
    at: ticket.changed[name].at.toISOString(),
  }));
  const { init } = rejectionProblem(request.type, 'version.conflict');
  return new Problem({ ...init, extensions: { version: ticket.version, changes } });
}

/** What a field is now; users do not get a hidden description. Which texts are hidden has no single value. */
function valueFor(role: Caller['role'], ticket: Ticket, field: GuardedField): string | null {
  if (field === 'hidden') return null;
  const isHidden = field === 'description' && ticket.hidden.has(ticket.changed.description.position);
  return role === 'user' && isHidden ? null : ticket[field];
}

/** 404 for the other ticket that a command names. */
export function otherNotFound(pointer: '/follows' | '/of'): Problem {
  const detail = pointer === '/of' ? 'There is no such ticket.' : 'There is no such ticket to follow.';
  const errors = [{ pointer, code: 'ticket.not-found', detail }];
  return new Problem({ status: 404, code: 'ticket.not-found', detail, errors });
}

export function keyReused(): Problem {
  const code = 'idempotency-key.reused';
  const detail = 'This Idempotency-Key was used for another command: take a new one for each command.';
  return new Problem({ status: 422, code, detail, errors: [{ parameter: 'Idempotency-Key', code, detail }] });
}

/** Decoding would replace other bytes, and with them what was written. */
export function notUtf8(): Problem {
  return new Problem({ status: 400, code: 'body.malformed', detail: 'The body is not UTF-8: send JSON in UTF-8.' });
}

/** @param at the member or the header that is to blame */
export function badRequest(
  code: 'role.missing' | 'parameter.invalid' | 'text.not-storable',
  at: Pick<ProblemDetail, 'pointer' | 'parameter'>,
  detail: string,
): Problem {
  return new Problem({ status: 400, code, detail, errors: [{ ...at, code, detail }] });
}

export const NOT_STORABLE = 'The text holds a control character or half of a surrogate pair: remove it.';

/**
 * PostgreSQL cannot keep NUL and half of a surrogate pair; other control characters have no use in a text.
 * @throws {Problem} 400 `text.not-storable`
 */
export function checkTexts({ body }: CommandRequest): void {
  for (const [name, value] of Object.entries(body)) {
    if (typeof value === 'string' && !isStorable(tidy(value)))
      throw badRequest('text.not-storable', { pointer: `/${name}` }, NOT_STORABLE);
  }
}

/** 503: the queue is full, the database away, or too many lost races. */
export function busy(detail = 'Too much at once: wait a moment and send it again.'): Problem {
  return new Problem({ status: 503, code: 'busy', detail, headers: { 'Retry-After': '1' } });
}
