import type { FastifyRequest } from 'fastify';
import { Problem } from '#libs/platform/problem.js';
import { asRole, givenRole, type PageRole } from '../request/role.js';
import { onlyHelpdesk } from '../queries/visibility.js';

/**
 * Who asks.
 * @throws {Problem} 400 when there is neither, or another word
 */
export function requesterOf({ headers }: FastifyRequest): PageRole {
  const given = givenRole(headers);
  const role = asRole(given);
  if (role) return role;
  const detail = 'Say who asks: send the header Helpdesk-Role: user or Helpdesk-Role: helpdesk.';
  const code = given ? 'parameter.invalid' : 'role.missing';
  throw new Problem({ status: 400, code, detail, errors: [{ parameter: 'Helpdesk-Role', code, detail }] });
}

/** @throws {Problem} 403 unless the helpdesk asks, 400 when nobody says who asks */
export function helpdeskOnly(request: FastifyRequest, what: string): void {
  onlyHelpdesk(requesterOf(request), what);
}
