import { randomBytes } from 'node:crypto';
import type { CommandRequest } from '../../apps/command-api/commands/request.js';
import { aDescription } from './texts.js';

/** As a form sends it: with a key, a browser and a trace. */
function caller(role: 'user' | 'helpdesk'): CommandRequest['caller'] {
  const random = randomBytes(24).toString('hex');
  return { role, key: random, browser: random.slice(0, 16), correlationId: random.slice(0, 32) };
}

export function anOpening(): CommandRequest {
  return { type: 'OpenTicket', caller: caller('user'), body: { description: aDescription() } };
}

/** One in five opens a ticket; the others are messages, changes and me-toos on any of the given ones. */
export function aMixed(tickets: readonly string[]): CommandRequest {
  const dice = Math.random();
  const ticket = tickets[Math.floor(Math.random() * tickets.length)] ?? '1';
  if (dice < 0.2) return anOpening();
  if (dice < 0.6) return { type: 'PostMessage', caller: caller('user'), ticket, body: { text: aDescription() } };
  if (dice < 0.75) return { type: 'AddMeToo', caller: caller('user'), ticket, body: {} };
  if (dice < 0.9)
    return { type: 'ChangeDescription', caller: caller('helpdesk'), ticket, body: { description: aDescription() } };
  const category = dice < 0.95 ? 'technical-it' : 'facility-management';
  return { type: 'ChangeCategory', caller: caller('helpdesk'), ticket, body: { category } };
}
