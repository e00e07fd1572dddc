import { z } from 'zod';
import { CATEGORIES, type Category } from '../events.js';
import type { Ticket } from '../ticket.js';
import {
  happened,
  HELPDESK,
  NOBODY,
  NO_OP,
  rejected,
  version,
  type CommandDefinition,
  type Sender,
} from './definition.js';

const known = `One of ${CATEGORIES.join(', ')}`;
const body = z.strictObject({ category: z.string().describe(known), version });

export const changeCategory = {
  summary: 'Helpdesk: correct the category, or confirm it by sending the same',
  method: 'POST',
  path: '/:id/category',
  status: 200,
  roles: HELPDESK,
  rolesWhenClosed: NOBODY,
  guards: 'category',
  body,
  rejections: {
    'category.unknown': {
      status: 422,
      detail: `The category is one of ${CATEGORIES.join(', ')}.`,
      pointer: '/category',
    },
  },
  decide({ category: to }: Sender & z.output<typeof body>, { category: from, categoryDecided }: Ticket) {
    if (!isCategory(to)) return rejected('category.unknown');
    if (to !== from) return happened({ type: 'CategoryChanged', data: { from, to } });
    return categoryDecided ? NO_OP : happened({ type: 'CategoryConfirmed', data: { category: to } });
  },
} as const satisfies CommandDefinition;

function isCategory(value: string): value is Category {
  return (CATEGORIES as readonly string[]).includes(value);
}
