import { z } from 'zod';
import { cleanName, codePoints, NAME_LIMIT } from '../texts.js';
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

const name = z.string().overwrite(cleanName).meta({ maxLength: NAME_LIMIT });
const body = z.strictObject({ name: name.describe('Who takes care of it; empty if nobody does any longer'), version });

export const assign = {
  summary: 'Helpdesk: say who takes care of an open or active ticket',
  method: 'POST',
  path: '/:id/assignee',
  status: 200,
  roles: HELPDESK,
  rolesWhenClosed: NOBODY,
  guards: 'assignee',
  body,
  rejections: {
    'name.too-long': {
      status: 422,
      detail: `The name is longer than ${NAME_LIMIT} characters: shorten it.`,
      pointer: '/name',
    },
  },
  decide(command: Sender & z.output<typeof body>, { assignee }: Ticket) {
    if (codePoints(command.name) > NAME_LIMIT) return rejected('name.too-long');
    const name = command.name || null;
    return name === assignee ? NO_OP : happened({ type: 'Assigned', data: { name } });
  },
} as const satisfies CommandDefinition;
