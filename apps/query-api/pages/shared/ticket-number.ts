import type { PipeTransform } from '@nestjs/common';
import { Problem } from '#libs/platform/problem.js';

/** The number of a ticket in an address; anything else is an address that leads nowhere. */
export class TicketNumberPipe implements PipeTransform<string, number> {
  transform(value: string): number {
    if (/^[1-9]\d{0,8}$/.test(value)) return Number(value);
    throw noSuchTicket();
  }
}

/** 404: a number that no ticket has. */
export function noSuchTicket(): Problem {
  return new Problem({ status: 404, code: 'ticket.not-found', detail: 'There is no such ticket.' });
}

/** At a past moment; whether there is one now is not said. */
export function notYetOpened(): Problem {
  return new Problem({ status: 404, code: 'ticket.not-yet-opened', detail: 'There was no such ticket yet.' });
}
