import { z } from 'zod';
import type { Ticket } from '../ticket.js';
import { codePoints, isVisible } from '../texts.js';
import {
  happened,
  HELPDESK,
  NO_OP,
  rejected,
  tooLong,
  version,
  type CommandDefinition,
  type Sender,
} from './definition.js';

/** Longest reason, in Unicode code points. */
export const REASON_LIMIT = 200;

const body = z.strictObject({
  position: z.int().positive().describe('Of the event that brought the description or the message'),
  reason: z.string().meta({ minLength: 1, maxLength: REASON_LIMIT, description: 'Why; users read it in its place' }),
  version,
});

export const textUnknown = {
  status: 422,
  detail: 'No description and no message of this ticket has this position.',
} as const;

export const hideText = {
  summary: 'Helpdesk: hide a description or a message from users, with its photos',
  method: 'POST',
  path: '/:id/texts/:position',
  tells: { hidden: true },
  status: 200,
  roles: HELPDESK,
  rolesWhenClosed: HELPDESK,
  guards: 'hidden',
  body,
  rejections: {
    'text.unknown': textUnknown,
    'reason.empty': { status: 422, detail: 'Say why the text is hidden.', pointer: '/reason' },
    'reason.too-long': tooLong('The reason', REASON_LIMIT, '/reason'),
  },
  decide({ position, reason }: Sender & z.output<typeof body>, ticket: Ticket) {
    if (!hasText(ticket, position)) return rejected('text.unknown');
    if (!isVisible(reason)) return rejected('reason.empty');
    if (codePoints(reason) > REASON_LIMIT) return rejected('reason.too-long');
    if (ticket.hidden.get(position)?.reason === reason) return NO_OP;
    return happened({ type: 'TextHidden', data: { position, reason } });
  },
} as const satisfies CommandDefinition;

/** True for the position of an event that brought a description or a message. */
export function hasText({ lastText }: Ticket, position: number): boolean {
  for (let text = lastText; text; text = text.before) if (text.position === position) return true;
  return false;
}
