import { z } from 'zod';
import { PRIORITIES, type Priority } from '../events.js';
import type { Ticket } from '../ticket.js';
import {
  happened,
  HELPDESK,
  NOBODY,
  NO_OP,
  rejected,
  version,
  type CommandDefinition,
  type Sender,
} from './definition.js';

const known = `One of ${PRIORITIES.join(', ')}`;
const body = z.strictObject({ priority: z.string().describe(known), version });

export const setPriority = {
  summary: 'Helpdesk: say whether an open or active ticket is urgent',
  method: 'POST',
  path: '/:id/priority',
  status: 200,
  roles: HELPDESK,
  rolesWhenClosed: NOBODY,
  guards: 'priority',
  body,
  rejections: {
    'priority.unknown': {
      status: 422,
      detail: `The priority is one of ${PRIORITIES.join(', ')}.`,
      pointer: '/priority',
    },
  },
  decide({ priority }: Sender & z.output<typeof body>, ticket: Ticket) {
    if (!isPriority(priority)) return rejected('priority.unknown');
    return priority === ticket.priority ? NO_OP : happened({ type: 'PrioritySet', data: { priority } });
  },
} as const satisfies CommandDefinition;

function isPriority(value: string): value is Priority {
  return (PRIORITIES as readonly string[]).includes(value);
}
