import { z } from 'zod';
import { STATUSES, type Status } from '../events.js';
import type { Ticket } from '../ticket.js';
import {
  checkText,
  happened,
  HELPDESK,
  NO_OP,
  photosOf,
  rejected,
  text,
  textRejections,
  version,
  type CommandDefinition,
  type Sender,
  type WithPhotos,
} from './definition.js';

const NEXT: Readonly<Record<Status, Status | undefined>> = { open: 'active', active: 'closed', closed: undefined };
const body = z.strictObject({
  status: z.enum(STATUSES),
  version,
  text: text.optional().describe('A message that goes with the change, such as how the problem was solved'),
});

export const changeStatus = {
  summary: 'Helpdesk: take an open ticket up, close an active one',
  method: 'POST',
  path: '/:id/status',
  status: 200,
  roles: HELPDESK,
  rolesWhenClosed: HELPDESK,
  guards: 'status',
  body,
  photos: true,
  rejections: {
    ...textRejections('message', '/text', 'Write a message.'),
    'status.not-allowed': {
      status: 409,
      detail: 'A ticket goes from open to active to closed, one step at a time, and never back.',
    },
  },
  decide(
    command: Sender & z.output<typeof body> & WithPhotos & { readonly messageId?: string },
    { status: from }: Ticket,
  ) {
    const { status: to, messageId = '', text } = command;
    if (to !== from && to !== NEXT[from]) return rejected('status.not-allowed');
    const wrong = text === undefined ? undefined : checkText('message', text);
    if (wrong) return wrong;
    const data = { messageId, text: text ?? '', ...photosOf(command) };
    const message = text === undefined ? [] : [{ type: 'MessagePosted', data } as const];
    // Somebody else was faster: the message is posted all the same.
    if (to === from) return message.length > 0 ? happened(...message) : NO_OP;
    return happened(...message, { type: 'StatusChanged', data: { from, to } });
  },
} as const satisfies CommandDefinition;
