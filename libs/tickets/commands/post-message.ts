import { z } from 'zod';
import {
  checkText,
  EVERYBODY,
  happened,
  photosOf,
  HELPDESK,
  textRejections,
  text,
  type CommandDefinition,
  type Sender,
  type WithPhotos,
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
  photos: true,
  rejections: textRejections('message', '/text', 'Write a message.'),
  decide(command: Sender & z.output<typeof body> & WithPhotos & { readonly messageId: string }) {
    const { messageId, text } = command;
    const data = { messageId, text, ...photosOf(command) };
    return checkText('message', text) ?? happened({ type: 'MessagePosted', data });
  },
} as const satisfies CommandDefinition;
