import { z } from 'zod';

const id = z
  .union([z.uuid(), z.string().regex(/^[1-9]\d{0,8}$/)], { error: 'is the UUID or the number of a ticket' })
  .transform((text) => text.toLowerCase());

/** `:id` of a ticket's routes. */
export const ticketParam = z.object({ id });
export type TicketParam = z.output<typeof ticketParam>;
