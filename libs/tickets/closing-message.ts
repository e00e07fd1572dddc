import type { RecordedEvent } from './events.js';

/**
 * The message with which the helpdesk closed a ticket: the one at the version directly before the closing. A closing with
 * a text appends both under one command; in older logs they are two commands.
 * @param events of one ticket, in the order of their versions
 */
export function closingMessage(
  events: readonly RecordedEvent[],
): (RecordedEvent & { readonly type: 'MessagePosted' }) | undefined {
  const closing = events.findLast((event) => event.type === 'StatusChanged' && event.data.to === 'closed');
  const before = closing && events.find(({ version }) => version === closing.version - 1);
  return before?.type === 'MessagePosted' && before.role === 'helpdesk' ? before : undefined;
}
