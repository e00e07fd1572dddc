import { isStorable } from '#libs/tickets/commands.js';
import { notStorable } from './refusals.js';
import type { CommandRequest } from './request.js';

/**
 * PostgreSQL keeps every text but two: NUL, and half of a surrogate pair.
 * @throws {Problem} 400 `text.not-storable`
 */
export function checkTexts({ body }: CommandRequest): void {
  for (const [name, value] of Object.entries(body)) {
    if (typeof value === 'string' && !isStorable(value)) throw notStorable({ pointer: `/${name}` });
  }
}
