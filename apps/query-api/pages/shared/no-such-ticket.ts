import { Problem } from '#libs/platform/problem.js';

/** 404: a number that no ticket has. */
export function noSuchTicket(): Problem {
  return new Problem({ status: 404, code: 'ticket.not-found', detail: 'There is no such ticket.' });
}

/** At a past moment; whether there is one now is not said. */
export function notYetOpened(): Problem {
  return new Problem({ status: 404, code: 'ticket.not-yet-opened', detail: 'There was no such ticket yet.' });
}
