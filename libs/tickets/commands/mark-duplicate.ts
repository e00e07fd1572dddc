import { z } from 'zod';
import type { Ticket } from '../ticket.js';
import {
  happened,
  HELPDESK,
  NO_OP,
  rejected,
  ticketRef,
  version,
  type CommandDefinition,
  type Sender,
} from './definition.js';
import { unmarkDuplicate } from './unmark-duplicate.js';

const of = ticketRef
  .nullable()
  .describe('UUID or number of the ticket that reports the same; null takes the mark away');
const body = z.strictObject({ of, version });

interface Made {
  /** UUIDs of the ticket that `of` names, of the one that this is a duplicate of, and so on; empty where `of` is null. */
  readonly chain: readonly string[];
}

/** A link, never a merge: each ticket keeps its number, its reporters and its conversation. */
export const markDuplicate = {
  summary: 'Helpdesk: say that a ticket reports the same as another one, or no longer',
  method: 'POST',
  path: '/:id/duplicate',
  status: 200,
  roles: HELPDESK,
  rolesWhenClosed: HELPDESK,
  guards: 'duplicateOf',
  body,
  rejections: {
    'duplicate.cycle': {
      status: 409,
      detail: 'The other ticket is this one, or a duplicate of it.',
      pointer: '/of',
    },
  },
  decide({ chain, ...sender }: Sender & z.output<typeof body> & Made, ticket: Ticket) {
    const [original] = chain;
    if (original === undefined) return unmarkDuplicate.decide(sender, ticket);
    if (original === ticket.duplicateOf) return NO_OP;
    if (chain.includes(ticket.ticketId)) return rejected('duplicate.cycle');
    return happened({ type: 'DuplicateMarked', data: { of: original } });
  },
} as const satisfies CommandDefinition;
