import type { FastifyRequest } from 'fastify';
import { Problem } from '#libs/platform/problem.js';
import { parseCookies } from '../request/cookies.js';
import { onlyHelpdesk } from '../queries/visibility.js';

export type PageRole = 'user' | 'helpdesk';

/**
 * Who asks: the header `Helpdesk-Role`, else the cookie that the pages set.
 * @throws {Problem} 400 when there is neither, or another word
 */
export function requesterOf({ headers }: FastifyRequest): PageRole {
  const role = headers['helpdesk-role']?.toString() || parseCookies(headers.cookie).role;
  if (role === 'user' || role === 'helpdesk') return role;
  const detail = 'Say who asks: send the header Helpdesk-Role: user or Helpdesk-Role: helpdesk.';
  const code = role ? 'parameter.invalid' : 'role.missing';
  throw new Problem({ status: 400, code, detail, errors: [{ parameter: 'Helpdesk-Role', code, detail }] });
}

/** @throws {Problem} 403 unless the helpdesk asks, 400 when nobody says who asks */
export function helpdeskOnly(request: FastifyRequest, what: string): void {
  onlyHelpdesk(requesterOf(request), what);
}
