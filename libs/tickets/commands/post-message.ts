import { z } from 'zod';
import {
  checkText,
  EVERYBODY,
  happened,
  HELPDESK,
  textRejections,
  text,
  type CommandDefinition,
  type Sender,
} from './definition.js';

const body = z.strictObject({ text });

export const postMessage = {
  summary: 'Write under a ticket; the helpdesk also when it is closed',
  method: 'POST',
  path: '/:id/messages',
  status: 201,
  roles: EVERYBODY,
  rolesWhenClosed: HELPDESK,
  body,
  rejections: textRejections('message', '/text', 'Write a message.'),
  decide({ messageId, text }: Sender & z.output<typeof body> & { readonly messageId: string }) {
    return checkText('message', text) ?? happened({ type: 'MessagePosted', data: { messageId, text } });
  },
} as const satisfies CommandDefinition;
