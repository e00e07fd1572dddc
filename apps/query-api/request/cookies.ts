import type { CookieSerializeOptions } from '@nestjs/common';
import { COOKIE_PREFIX } from '#libs/platform/campus.js';

const YEAR = 365 * 24 * 60 * 60;
const kept: CookieSerializeOptions = { httpOnly: true, sameSite: 'lax', path: '/', maxAge: YEAR };

/** Everything that the browser remembers for us, each name behind that of the campus. None of it is a secret or an account. */
export const COOKIES = {
  /** `user` or `helpdesk`: the view that was chosen. */
  role: kept,
  /** Random id of this browser: whose tickets and me-toos are its own. */
  browser: kept,
  /** The optional name, percent-encoded. */
  name: kept,
  /** The chosen language. */
  lang: kept,
  /** Numbers of the tickets reported from this browser, newest first, joined by dots. */
  mine: kept,
  /** `<end of the visit before>.<last seen>`, in milliseconds since 1970. */
  seen: kept,
  /**
   * `<number>-<version>` of the tickets read last, newest last, joined by dots. The script of the pages writes it too,
   * when a ticket changes under its reader's eyes.
   */
  read: { ...kept, httpOnly: false },
  /** Path and query of the list seen last: where a ticket leads back to. */
  list: { ...kept, maxAge: undefined },
  /** `off` switches single-key shortcuts off. */
  keys: kept,
  /** Position of the last command sent: no page may show an older state without saying so. */
  after: { ...kept, maxAge: 120 },
} as const satisfies Record<string, CookieSerializeOptions>;
export type CookieName = keyof typeof COOKIES;

/** Values of a Cookie header; the first of a name counts, values that are not percent-encoded well are taken as they are. */
export function parseCookies(header: string | undefined): Partial<Record<CookieName, string>> {
  const cookies: Record<string, string> = {};
  for (const pair of (header ?? '').split(';')) {
    const [name = '', ...rest] = pair.split('=');
    if (name.trim().startsWith(COOKIE_PREFIX))
      cookies[name.trim().slice(COOKIE_PREFIX.length)] ??= decode(rest.join('=').trim());
  }
  return cookies;
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
