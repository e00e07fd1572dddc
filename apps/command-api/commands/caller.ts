import { cleanName, codePoints, isStorable, NAME_LIMIT } from '#libs/tickets/commands.js';
import { badParameter, notStorable, roleMissing } from './problems.js';
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

/** How each part is called by HTTP and in a NATS request. */
const PLACES = {
  header: {
    role: { parameter: 'Helpdesk-Role' },
    key: { parameter: 'Idempotency-Key' },
    browser: { parameter: 'Helpdesk-Browser' },
    name: { parameter: 'Helpdesk-Name' },
  },
  body: {
    role: { pointer: '/role' },
    key: { pointer: '/key' },
    browser: { pointer: '/browser' },
    name: { pointer: '/name' },
  },
} as const;

/**
 * Checks who sends a command.
 * @throws {Problem} 400 `role.missing`, `parameter.invalid` or `text.not-storable`
 */
export function checkCaller(raw: RawCaller, from: keyof typeof PLACES): Caller {
  const { role, key, browser, correlationId } = raw;
  const at = PLACES[from];
  if (!role) throw roleMissing(at.role);
  if (role !== 'user' && role !== 'helpdesk') throw badParameter(at.role, 'The role is user or helpdesk.');
  if (key !== undefined && !PRINTABLE.test(key))
    throw badParameter(at.key, 'The key has 1 to 200 printable ASCII characters.');
  if (browser !== undefined && !PRINTABLE.test(browser)) {
    throw badParameter(at.browser, 'The id of the browser has 1 to 200 printable ASCII characters.');
  }
  const name = raw.name?.replace(/\s+/g, ' ').trim() || undefined;
  const clean = cleanName(name ?? '');
  if (!isStorable(clean)) throw notStorable(at.name);
  if (codePoints(clean) > NAME_LIMIT) {
    throw badParameter(at.name, `The name has at most ${NAME_LIMIT} characters.`);
  }
  return {
    role,
    correlationId,
    ...(key === undefined ? {} : { key }),
    ...(browser === undefined ? {} : { browser }),
    ...(name === undefined ? {} : { name }),
  };
}
