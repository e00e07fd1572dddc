import { z } from 'zod';
import type { Ticket } from '../ticket.js';
import { happened, HELPDESK, NO_OP, rejected, version, type CommandDefinition, type Sender } from './definition.js';
import { hasText, hideText, textUnknown } from './hide-text.js';

const body = z.strictObject({ position: hideText.body.shape.position, version });

export const showText = {
  summary: 'Helpdesk: show a hidden text again',
  method: 'POST',
  path: '/:id/texts/:position',
  tells: { hidden: false },
  status: 200,
  roles: HELPDESK,
  rolesWhenClosed: HELPDESK,
  guards: 'hidden',
  body,
  rejections: { 'text.unknown': textUnknown },
  decide({ position }: Sender & z.output<typeof body>, ticket: Ticket) {
    if (!hasText(ticket, position)) return rejected('text.unknown');
    return ticket.hidden.has(position) ? happened({ type: 'TextShown', data: { position } }) : NO_OP;
  },
} as const satisfies CommandDefinition;
