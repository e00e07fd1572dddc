import { PLACE_LIMIT, placeText } from '../place.js';
import { EVERYBODY, happened, NO_OP } from './definition.js';
import { setField, upTo } from './set-field.js';

export const changePlace = setField({
  summary: 'Change or remove the place of an open or active ticket',
  path: '/:id/place',
  member: 'place',
  field: 'place',
  roles: EVERYBODY,
  values: upTo(PLACE_LIMIT, placeText.describe('Where the problem is; empty removes the place')),
  decide(to, ticket) {
    const place = to || null;
    return place === ticket.place ? NO_OP : happened({ type: 'PlaceChanged', data: { place } });
  },
});
