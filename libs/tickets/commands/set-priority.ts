import { PRIORITIES } from '../events.js';
import { happened, NO_OP } from './definition.js';
import { oneOf, setField } from './set-field.js';

export const setPriority = setField({
  summary: 'Helpdesk: say whether an open or active ticket is urgent',
  path: '/:id/priority',
  member: 'priority',
  field: 'priority',
  values: oneOf(PRIORITIES),
  decide: (priority, ticket) =>
    priority === ticket.priority ? NO_OP : happened({ type: 'PrioritySet', data: { priority } }),
});
