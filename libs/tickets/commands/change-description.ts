import { z } from 'zod';
import type { Classification } from '../events.js';
import type { Ticket } from '../ticket.js';
import {
  checkText,
  EVERYBODY,
  happened,
  NOBODY,
  NO_OP,
  version,
  text,
  textRejections,
  type CommandDefinition,
  type Sender,
} from './definition.js';

const body = z.strictObject({ description: text, version });

export const changeDescription = {
  summary: 'Change the description of an open or active ticket',
  method: 'PATCH',
  path: '/:id',
  status: 200,
  roles: EVERYBODY,
  rolesWhenClosed: NOBODY,
  guards: 'description',
  body,
  rejections: textRejections('description', '/description', 'Describe the problem.'),
  decide(command: Sender & z.output<typeof body> & { readonly classification: Classification }, ticket: Ticket) {
    const { description } = command;
    const wrong = checkText('description', description);
    if (wrong) return wrong;
    if (description === ticket.description) return NO_OP;
    const classified = ticket.categoryDecided ? {} : { classification: command.classification };
    return happened({ type: 'DescriptionChanged', data: { description, ...classified } });
  },
} as const satisfies CommandDefinition;
