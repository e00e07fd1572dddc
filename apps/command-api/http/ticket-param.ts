import { z } from 'zod';
import { ticketInAddress } from '#libs/tickets/commands.js';

/** `:id` of a ticket's routes. */
export const ticketParam = z.object({ id: ticketInAddress });
export type TicketParam = z.output<typeof ticketParam>;
