import { z } from 'zod';
import { STATUSES, type Status, type Ticket } from '../events.js';
import { happened, HELPDESK, NO_OP, rejected, version, type CommandDefinition, type Sender } from './definition.js';

const NEXT: Readonly<Record<Status, Status | undefined>> = { open: 'active', active: 'closed', closed: undefined };
const body = z.strictObject({ status: z.enum(STATUSES), version });

export const changeStatus = {
  summary: 'Helpdesk: take an open ticket up, close an active one',
  method: 'POST',
  path: '/:id/status',
  status: 200,
  roles: HELPDESK,
  rolesWhenClosed: HELPDESK,
  guards: 'status',
  body,
  rejections: {
    'status.not-allowed': {
      status: 409,
      detail: 'A ticket goes from open to active to closed, one step at a time, and never back.',
    },
  },
  decide({ status: to }: Sender & z.output<typeof body>, { status: from }: Ticket) {
    if (to === from) return NO_OP;
    if (to !== NEXT[from]) return rejected('status.not-allowed');
    return happened({ type: 'StatusChanged', data: { from, to } });
  },
} as const satisfies CommandDefinition;
