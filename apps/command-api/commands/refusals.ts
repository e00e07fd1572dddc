import { Problem, type ProblemDetail } from '#libs/platform/problem.js';
import { TEXT_LIMIT, type Refusal } from '#libs/tickets/commands.js';
import { CATEGORIES, type GuardedField, type Ticket } from '#libs/tickets/events.js';
import type { CommandRequest } from './request.js';

interface Told {
  readonly status: 403 | 404 | 409 | 422;
  readonly detail: string;
  /** The member of the body that is to blame. */
  readonly pointer?: string;
}

/** The one place where the rules' refusals get an HTTP status and words. */
export const REFUSAL_PROBLEMS: Readonly<Record<Refusal, Told>> = {
  'role.not-allowed': { status: 403, detail: 'Only the helpdesk may do this.' },
  'ticket.not-found': { status: 404, detail: 'There is no such ticket.' },
  'ticket.closed': { status: 409, detail: 'The ticket is closed: open a new one that follows it.' },
  'status.not-allowed': {
    status: 409,
    detail: 'A ticket goes from open to active to closed, one step at a time, and never back.',
  },
  'version.conflict': {
    status: 409,
    detail: 'Somebody else changed this meanwhile: look at the change, then send it again with the new version.',
  },
  'description.empty': { status: 422, detail: 'Describe the problem.', pointer: '/description' },
  'description.too-long': {
    status: 422,
    detail: `The description is longer than ${TEXT_LIMIT} characters: shorten it.`,
    pointer: '/description',
  },
  'message.empty': { status: 422, detail: 'Write a message.', pointer: '/text' },
  'message.too-long': {
    status: 422,
    detail: `The message is longer than ${TEXT_LIMIT} characters: shorten it.`,
    pointer: '/text',
  },
  'category.unknown': { status: 422, detail: `The category is one of ${CATEGORIES.join(', ')}.`, pointer: '/category' },
};

/** A refusal of the rules as the client sees it. */
export function refusalProblem(code: Refusal): Problem {
  const { status, detail, pointer } = REFUSAL_PROBLEMS[code];
  return new Problem({ status, code, detail, ...(pointer ? { errors: [{ pointer, code, detail }] } : {}) });
}

/** 409 with the version to send next, and what changed after the one that was sent; the field that clashed comes first. */
export function conflictProblem(ticket: Ticket, field: GuardedField, request: CommandRequest): Problem {
  const sent = 'version' in request.body ? (request.body.version ?? 0) : 0;
  const fields = (['description', 'status', 'category'] as const)
    .filter((name) => ticket.changed[name].version > sent)
    .sort((a, b) => Number(b === field) - Number(a === field));
  const changes = fields.map((name) => ({
    field: name,
    value: ticket[name],
    role: ticket.changed[name].role,
    at: ticket.changed[name].at.toISOString(),
  }));
  const { status, detail } = REFUSAL_PROBLEMS['version.conflict'];
  return new Problem({ status, code: 'version.conflict', detail, extensions: { version: ticket.version, changes } });
}

/** 404 for the ticket that a new one is to follow. */
export function followsNothing(): Problem {
  const detail = 'There is no such ticket to follow.';
  const errors = [{ pointer: '/follows', code: 'ticket.not-found', detail }];
  return new Problem({ status: 404, code: 'ticket.not-found', detail, errors });
}

export function keyReused(): Problem {
  const code = 'idempotency-key.reused';
  const detail = 'This Idempotency-Key was used for another command: take a new one for each command.';
  return new Problem({ status: 422, code, detail, errors: [{ parameter: 'Idempotency-Key', code, detail }] });
}

/** Other bytes would be replaced on reading, and with them what was said. */
export function notUtf8(): Problem {
  return new Problem({ status: 400, code: 'body.malformed', detail: 'The body is not UTF-8: send JSON in UTF-8.' });
}

/** The member or the header that is to blame. */
type Place = Pick<ProblemDetail, 'pointer' | 'parameter'>;

export function roleMissing(at: Place): Problem {
  const code = 'role.missing';
  const detail = 'Say who acts: the role is user or helpdesk.';
  return new Problem({ status: 400, code, detail, errors: [{ ...at, code, detail }] });
}

export function badParameter(at: Place, detail: string): Problem {
  const code = 'parameter.invalid';
  return new Problem({ status: 400, code, detail, errors: [{ ...at, code, detail }] });
}

export function notStorable(at: Place): Problem {
  const code = 'text.not-storable';
  const detail = 'The text holds a NUL character or half of a surrogate pair: remove it.';
  return new Problem({ status: 400, code, detail, errors: [{ ...at, code, detail }] });
}

/** 503: the queue is full, the database away, or too many lost races. */
export function busy(detail = 'Too much at once: wait a moment and send it again.'): Problem {
  return new Problem({ status: 503, code: 'busy', detail, headers: { 'Retry-After': '1' } });
}
