import { z } from 'zod';
import type { Ticket } from '../ticket.js';
import { happened, HELPDESK, NO_OP, version, type CommandDefinition, type Sender } from './definition.js';

const body = z.strictObject({ version });

export const unmarkDuplicate = {
  summary: 'Helpdesk: take the mark of a duplicate away',
  method: 'POST',
  path: '/:id/duplicate',
  tells: { of: null },
  status: 200,
  roles: HELPDESK,
  rolesWhenClosed: HELPDESK,
  guards: 'duplicateOf',
  body,
  rejections: {},
  decide(_: Sender & z.output<typeof body>, { duplicateOf }: Ticket) {
    return duplicateOf === null ? NO_OP : happened({ type: 'DuplicateUnmarked', data: {} });
  },
} as const satisfies CommandDefinition;
