import { z } from 'zod';
import type { Classification } from '../events.js';
import {
  checkText,
  EVERYBODY,
  happened,
  textRejections,
  ticketRef,
  text,
  type CommandDefinition,
  type Sender,
} from './definition.js';

interface Made {
  /** 0 lets the log give the next one. */
  readonly number: number;
  readonly description: string;
  readonly classification: Classification;
  /** UUID of the ticket it follows. */
  readonly follows?: string;
}

export const openTicket = {
  summary: 'Report a problem: open a ticket, perhaps one that follows another',
  method: 'POST',
  path: '',
  status: 201,
  roles: EVERYBODY,
  rolesWhenClosed: EVERYBODY,
  body: z.strictObject({
    description: text.describe('What is broken, and where; 1 to 4000 characters'),
    follows: ticketRef.optional(),
  }),
  rejections: textRejections('description', '/description', 'Describe the problem.'),
  decide(command: Sender & Made) {
    const { number, description, follows } = command;
    return (
      checkText('description', description) ??
      happened({
        type: 'TicketOpened',
        data: { number, description, classification: command.classification, ...(follows && { follows }) },
      })
    );
  },
} as const satisfies CommandDefinition;
