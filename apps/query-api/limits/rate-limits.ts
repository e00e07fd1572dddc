import { ADDRESS_LIMIT, type RateLimit } from '#libs/platform/rate-limits.js';
import { parseCookies } from '../request/cookies.js';

/**
 * A whole campus may sit behind one address: 2,000 people who click once a second are within the limits of an address,
 * one program that asks as fast as it can is not. A browser is known by its cookie; whoever throws the cookie away
 * counts with the address alone.
 */
export const RATE_LIMITS: Readonly<Record<string, RateLimit>> = {
  browser: {
    max: 300,
    of({ ip, headers }) {
      const { browser } = parseCookies(headers.cookie);
      return browser ? `${ip} ${browser}` : undefined;
    },
  },
  address: ADDRESS_LIMIT,
  'address posts': { max: 4_000, of: ({ ip, method }) => (method === 'POST' ? `${ip} posts` : undefined) },
};
