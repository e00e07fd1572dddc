import type { CommandRequest } from '../../apps/command-api/commands/request.js';
import { aDescription } from './texts.js';

const run = Date.now().toString(16);
let count = 0;

/** As a form sends it: with a key, a browser and a trace. Clients are not what is measured: theirs cost next to nothing. */
function caller(role: 'user' | 'helpdesk'): CommandRequest['caller'] {
  const id = `${run}${(++count).toString(16).padStart(32 - run.length, '0')}`;
  return { role, key: id, browser: id, correlationId: id };
}

export function anOpening(): CommandRequest {
  return { type: 'OpenTicket', caller: caller('user'), body: { description: aDescription() } };
}

/** One in five opens a ticket; the others are messages, changes and me-toos on any of the given ones. */
export function aMixed(tickets: readonly string[]): CommandRequest {
  const choice = Math.random();
  const ticket = tickets[Math.floor(Math.random() * tickets.length)] ?? '1';
  if (choice < 0.2) return anOpening();
  if (choice < 0.6) return { type: 'PostMessage', caller: caller('user'), ticket, body: { text: aDescription() } };
  if (choice < 0.75) return { type: 'AddMeToo', caller: caller('user'), ticket, body: {} };
  if (choice < 0.9)
    return { type: 'ChangeDescription', caller: caller('helpdesk'), ticket, body: { description: aDescription() } };
  const category = choice < 0.95 ? 'technical-it' : 'facility-management';
  return { type: 'ChangeCategory', caller: caller('helpdesk'), ticket, body: { category } };
}
