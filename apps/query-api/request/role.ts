import type { IncomingHttpHeaders } from 'node:http';
import { parseCookies } from './cookies.js';

/** The two views that anybody may choose. */
export type PageRole = 'user' | 'helpdesk';

export function asRole(value: unknown): PageRole | undefined {
  return value === 'user' || value === 'helpdesk' ? value : undefined;
}

/** What a request says of its role, if anything: the header `Helpdesk-Role`, else the cookie that the pages set. */
export function givenRole(headers: IncomingHttpHeaders): string | undefined {
  return headers['helpdesk-role']?.toString() || parseCookies(headers.cookie).role || undefined;
}
