import { z } from 'zod';
import { cleanName, NAME_LIMIT } from '../texts.js';
import { happened, NO_OP } from './definition.js';
import { setField, upTo } from './set-field.js';

const name = z.string().overwrite(cleanName).meta({ maxLength: NAME_LIMIT });

export const assign = setField({
  summary: 'Helpdesk: say who takes care of an open or active ticket',
  path: '/:id/assignee',
  member: 'name',
  field: 'assignee',
  values: upTo(NAME_LIMIT, name.describe('Who takes care of it; empty if nobody does any longer')),
  decide(to, { assignee }) {
    const name = to || null;
    return name === assignee ? NO_OP : happened({ type: 'Assigned', data: { name } });
  },
});
