import { codePoints, isStorable, NAME_LIMIT } from '#libs/tickets/commands.js';
import { badParameter, NAME_TOO_LONG, notStorable, roleMissing } from './refusals.js';
import type { Caller } from './request.js';

/** What came with a command, as it came; absent and empty are not the same for a key. */
export interface RawCaller {
  readonly role?: string | undefined;
  readonly key?: string | undefined;
  readonly name?: string | undefined;
  readonly browser?: string | undefined;
  readonly correlationId: string;
}

const PRINTABLE = /^[ -~]{1,200}$/;

/**
 * Checks who sends a command.
 * @throws {Problem} 400 `role.missing`, `parameter.invalid` or `text.not-storable`
 */
export function checkCaller(raw: RawCaller): Caller {
  const { role, key, browser, correlationId } = raw;
  if (!role) throw roleMissing();
  if (role !== 'user' && role !== 'helpdesk') throw badParameter('Helpdesk-Role', 'Helpdesk-Role is user or helpdesk.');
  if (key !== undefined && !PRINTABLE.test(key)) {
    throw badParameter('Idempotency-Key', 'Idempotency-Key has 1 to 200 printable ASCII characters.');
  }
  if (browser !== undefined && !PRINTABLE.test(browser)) {
    throw badParameter('Helpdesk-Browser', 'Helpdesk-Browser has 1 to 200 printable ASCII characters.');
  }
  const name = checkName(raw.name);
  return {
    role,
    correlationId,
    ...(key === undefined ? {} : { key }),
    ...(browser === undefined ? {} : { browser }),
    ...(name ? { name } : {}),
  };
}

function checkName(raw: string | undefined): string | undefined {
  const name = raw?.replace(/\s+/g, ' ').trim();
  if (!name) return undefined;
  if (!isStorable(name)) throw notStorable({ parameter: 'Helpdesk-Name' });
  if (codePoints(name) > NAME_LIMIT) throw badParameter('Helpdesk-Name', NAME_TOO_LONG);
  return name;
}
