import { CATEGORIES } from '../events.js';
import { happened, NO_OP } from './definition.js';
import { oneOf, setField } from './set-field.js';

export const changeCategory = setField({
  summary: 'Helpdesk: correct the category, or confirm it by sending the same',
  path: '/:id/category',
  member: 'category',
  field: 'category',
  values: oneOf(CATEGORIES),
  decide(to, { category: from, categoryDecided }) {
    if (to !== from) return happened({ type: 'CategoryChanged', data: { from, to } });
    return categoryDecided ? NO_OP : happened({ type: 'CategoryConfirmed', data: { category: to } });
  },
});
