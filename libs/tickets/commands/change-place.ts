import { z } from 'zod';
import type { Ticket } from '../ticket.js';
import { isTooLongPlace, placeText } from '../place.js';
import {
  EVERYBODY,
  happened,
  NOBODY,
  NO_OP,
  rejected,
  version,
  type CommandDefinition,
  type Sender,
} from './definition.js';
import { openTicket } from './open-ticket.js';

const body = z.strictObject({ place: placeText.describe('Where the problem is; empty removes the place'), version });

export const changePlace = {
  summary: 'Change or remove the place of an open or active ticket',
  method: 'POST',
  path: '/:id/place',
  status: 200,
  roles: EVERYBODY,
  rolesWhenClosed: NOBODY,
  guards: 'place',
  body,
  rejections: { 'place.too-long': openTicket.rejections['place.too-long'] },
  decide(command: Sender & z.output<typeof body>, ticket: Ticket) {
    if (isTooLongPlace(command.place)) return rejected('place.too-long');
    const place = command.place || null;
    return place === ticket.place ? NO_OP : happened({ type: 'PlaceChanged', data: { place } });
  },
} as const satisfies CommandDefinition;
