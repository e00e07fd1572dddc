import type { PipeTransform } from '@nestjs/common';
import { noSuchTicket } from './no-such-ticket.js';

/** The number of a ticket in an address; anything else is an address that leads nowhere. */
export class TicketNumberPipe implements PipeTransform<string, number> {
  transform(value: string): number {
    if (/^[1-9]\d{0,8}$/.test(value)) return Number(value);
    throw noSuchTicket();
  }
}
