import { codePoints, TEXT_LIMIT, type Refusal } from './commands.js';
import {
  CATEGORIES,
  type Category,
  type Classification,
  type GuardedField,
  type Role,
  type Status,
  type Ticket,
  type TicketEvent,
} from './events.js';

/** A command with everything it needs: texts tidied, ids made, the categorizer asked. The rules call nothing. */
export type Command = (
  | { type: 'OpenTicket'; number: number; description: string; classification: Classification; follows?: string }
  | { type: 'ChangeDescription'; description: string; classification: Classification; version?: number }
  | { type: 'PostMessage'; messageId: string; text: string }
  | { type: 'ChangeStatus'; status: Status; version?: number }
  | { type: 'ChangeCategory'; category: string; version?: number }
  | { type: 'AddMeToo' }
) & { readonly role: Role; readonly browser?: string };

export type Decision =
  | { readonly kind: 'events'; readonly events: readonly TicketEvent[] }
  | { readonly kind: 'silence' }
  | { readonly kind: 'refused'; readonly code: Refusal; readonly field?: GuardedField };

const SILENCE: Decision = { kind: 'silence' };
const NEXT: Record<Status, Status | undefined> = { open: 'active', active: 'closed', closed: undefined };

const happened = (...events: TicketEvent[]): Decision => ({ kind: 'events', events });
const refused = (code: Refusal, field?: GuardedField): Decision => ({ kind: 'refused', code, field });

/**
 * Says yes, no or nothing to a command. Checks come in the order role, exists, closed, content, silence, clash;
 * the form was checked before.
 * @param ticket the ticket as it is now; undefined if there is none
 */
export function decide(ticket: Ticket | undefined, command: Command): Decision {
  if (command.type === 'OpenTicket') return openTicket(command);
  if (needsHelpdesk(command) && command.role !== 'helpdesk') return refused('role.not-allowed');
  if (!ticket) return refused('ticket.not-found');
  switch (command.type) {
    case 'ChangeDescription':
      return changeDescription(ticket, command);
    case 'PostMessage':
      return postMessage(ticket, command);
    case 'ChangeStatus':
      return changeStatus(ticket, command);
    case 'ChangeCategory':
      return changeCategory(ticket, command);
    case 'AddMeToo':
      return addMeToo(ticket, command);
    default:
      return command satisfies never;
  }
}

function needsHelpdesk(command: Command): boolean {
  return command.type === 'ChangeStatus' || command.type === 'ChangeCategory';
}

function openTicket(command: Command & { type: 'OpenTicket' }): Decision {
  const { number, description, classification, follows } = command;
  const wrong = wrongText('description', description);
  if (wrong) return wrong;
  const data = { number, description, classification };
  return happened({ type: 'TicketOpened', data: follows ? { ...data, follows } : data });
}

function changeDescription(ticket: Ticket, command: Command & { type: 'ChangeDescription' }): Decision {
  if (ticket.status === 'closed') return refused('ticket.closed');
  const { description, classification, version } = command;
  const wrong = wrongText('description', description);
  if (wrong) return wrong;
  if (description === ticket.description) return SILENCE;
  if (clashes(ticket, 'description', version)) return refused('version.conflict', 'description');
  return happened({
    type: 'DescriptionChanged',
    data: { description, ...(ticket.categoryDecided ? {} : { classification }) },
  });
}

function postMessage(ticket: Ticket, command: Command & { type: 'PostMessage' }): Decision {
  if (ticket.status === 'closed' && command.role === 'user') return refused('ticket.closed');
  const { messageId, text } = command;
  return wrongText('message', text) ?? happened({ type: 'MessagePosted', data: { messageId, text } });
}

function changeStatus(ticket: Ticket, command: Command & { type: 'ChangeStatus' }): Decision {
  const { status: to, version } = command;
  const from = ticket.status;
  if (to !== from && to !== NEXT[from]) return refused('status.not-allowed');
  if (to === from) return SILENCE;
  if (clashes(ticket, 'status', version)) return refused('version.conflict', 'status');
  return happened({ type: 'StatusChanged', data: { from, to } });
}

function changeCategory(ticket: Ticket, command: Command & { type: 'ChangeCategory' }): Decision {
  if (ticket.status === 'closed') return refused('ticket.closed');
  if (!isCategory(command.category)) return refused('category.unknown');
  const from = ticket.category;
  const to = command.category;
  if (to === from && ticket.categoryDecided) return SILENCE;
  if (clashes(ticket, 'category', command.version)) return refused('version.conflict', 'category');
  if (to === from) return happened({ type: 'CategoryConfirmed', data: { category: to } });
  return happened({ type: 'CategoryChanged', data: { from, to } });
}

function addMeToo(ticket: Ticket, command: Command & { type: 'AddMeToo' }): Decision {
  if (ticket.status === 'closed') return refused('ticket.closed');
  const { browser } = command;
  if (browser && (browser === ticket.openedBy || ticket.meToo.has(browser))) return SILENCE;
  return happened({ type: 'MeTooAdded', data: {} });
}

function wrongText(field: 'description' | 'message', text: string): Decision | undefined {
  if (text === '') return refused(`${field}.empty`);
  if (codePoints(text) > TEXT_LIMIT) return refused(`${field}.too-long`);
  return undefined;
}

/** A version guards one field: it clashes only if that field changed after it. */
function clashes(ticket: Ticket, field: GuardedField, version: number | undefined): boolean {
  return version !== undefined && ticket.changed[field].version > version;
}

function isCategory(value: string): value is Category {
  return (CATEGORIES as readonly string[]).includes(value);
}
