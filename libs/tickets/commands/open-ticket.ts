import { z } from 'zod';
import type { Classification } from '../events.js';
import { isTooLongPlace, PLACE_LIMIT, placeText } from '../place.js';
import { cleanName, codePoints, NAME_LIMIT } from '../texts.js';
import {
  checkText,
  COMMON_REJECTIONS,
  EVERYBODY,
  happened,
  photosOf,
  rejected,
  textRejections,
  ticketRef,
  text,
  tooLong,
  type CommandDefinition,
  type Sender,
  type WithPhotos,
} from './definition.js';

interface Made {
  /** 0 lets the log give the next one. */
  readonly number: number;
  readonly description: string;
  readonly classification: Classification;
  /** UUID of the ticket it follows. */
  readonly follows?: string;
  readonly place?: string;
  readonly reportedFor?: string;
}

export const openTicket = {
  summary: 'Report a problem: open a ticket, perhaps one that follows another',
  method: 'POST',
  path: '',
  status: 201,
  roles: EVERYBODY,
  rolesWhenClosed: EVERYBODY,
  body: z.strictObject({
    description: text.describe('What is broken, and where; 1 to 4000 characters'),
    follows: ticketRef.optional(),
    place: placeText.describe('Where it is; `b 204` is kept as `B-204`').optional(),
    reportedFor: z
      .string()
      .overwrite(cleanName)
      .meta({ maxLength: NAME_LIMIT, description: 'Helpdesk: the person on the phone for whom it is reported' })
      .optional(),
  }),
  rejections: {
    ...textRejections('description', '/description', 'Describe the problem.'),
    'place.too-long': tooLong('The place', PLACE_LIMIT, '/place'),
    'name.too-long': tooLong('The name', NAME_LIMIT, '/reportedFor'),
    'role.not-allowed': COMMON_REJECTIONS['role.not-allowed'],
  },
  photos: true,
  decide(command: Sender & Made & WithPhotos) {
    const { role, number, description, follows, place = '', reportedFor = '' } = command;
    if (reportedFor && role === 'user') return rejected('role.not-allowed');
    if (isTooLongPlace(place)) return rejected('place.too-long');
    if (codePoints(reportedFor) > NAME_LIMIT) return rejected('name.too-long');
    const wrong = checkText('description', description);
    if (wrong) return wrong;
    const optional = { ...(follows && { follows }), ...(place && { place }), ...(reportedFor && { reportedFor }) };
    const { classification } = command;
    return happened({
      type: 'TicketOpened',
      data: { number, description, classification, ...optional, ...photosOf(command) },
    });
  },
} as const satisfies CommandDefinition;
