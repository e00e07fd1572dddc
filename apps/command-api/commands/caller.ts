import { cleanName, codePoints, isStorable, NAME_LIMIT } from '#libs/tickets/commands.js';
import { badRequest, NOT_STORABLE } from './problems.js';
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
 * @param from the headers of HTTP, or members of a NATS request
 * @throws {Problem} 400 `role.missing`, `parameter.invalid` or `text.not-storable`
 */
export function checkCaller(raw: RawCaller, from: 'header' | 'body'): Caller {
  const { role, key, browser, correlationId } = raw;
  const at = (header: string, member: string): { parameter: string } | { pointer: string } =>
    from === 'header' ? { parameter: header } : { pointer: `/${member}` };
  const atRole = at('Helpdesk-Role', 'role');
  if (!role) throw badRequest('role.missing', atRole, 'Say who acts: the role is user or helpdesk.');
  if (role !== 'user' && role !== 'helpdesk')
    throw badRequest('parameter.invalid', atRole, 'The role is user or helpdesk.');
  const keys = {
    'The key': [key, at('Idempotency-Key', 'key')],
    'The id of the browser': [browser, at('Helpdesk-Browser', 'browser')],
  } as const;
  for (const [what, [value, place]] of Object.entries(keys)) {
    if (value !== undefined && !PRINTABLE.test(value))
      throw badRequest('parameter.invalid', place, `${what} has 1 to 200 printable ASCII characters.`);
  }
  const atName = at('Helpdesk-Name', 'name');
  const name = raw.name?.replace(/\s+/g, ' ').trim() || undefined;
  const clean = cleanName(name ?? '');
  if (!isStorable(clean)) throw badRequest('text.not-storable', atName, NOT_STORABLE);
  if (codePoints(clean) > NAME_LIMIT)
    throw badRequest('parameter.invalid', atName, `The name has at most ${NAME_LIMIT} characters.`);
  return {
    role,
    correlationId,
    ...(key !== undefined && { key }),
    ...(browser !== undefined && { browser }),
    ...(name !== undefined && { name }),
  };
}
