import { z } from 'zod';
import type { Ticket } from '../ticket.js';
import { EVERYBODY, happened, NOBODY, NO_OP, type CommandDefinition, type Sender } from './definition.js';

export const addMeToo = {
  summary: 'Say that one has the same problem; once for each browser',
  method: 'POST',
  path: '/:id/me-too',
  status: 201,
  roles: EVERYBODY,
  rolesWhenClosed: NOBODY,
  body: z.strictObject({}),
  rejections: {},
  decide({ browser }: Sender, ticket: Ticket) {
    if (browser && (browser === ticket.openedBy || ticket.meToo.has(browser))) return NO_OP;
    return happened({ type: 'MeTooAdded', data: {} });
  },
} as const satisfies CommandDefinition;
