import { createHash } from 'node:crypto';

/** What an event keeps of the browser it came from: sha256 of its random id and the ticket id, so that tickets cannot be linked. */
export function browserMark(browser: string, ticketId: string): string {
  return createHash('sha256').update(`${browser}:${ticketId}`).digest('hex');
}
