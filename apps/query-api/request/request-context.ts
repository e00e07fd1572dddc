import { randomUUID } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { cleanName, isStorable, NAME_LIMIT } from '#libs/tickets/commands.js';
import { parseCookies, type CookieName } from './cookies.js';
import { asRole, givenRole, type PageRole } from './role.js';
import { localeFor, type Locale } from './locale.js';

/** Silence of this many milliseconds ends a visit: what changed since then is new at the next one. */
const VISIT_GAP = 30 * 60_000;
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/** Who asks, and how: everything of a request that a page depends on. */
export interface RequestContext {
  role: PageRole | undefined;
  readonly locale: Locale;
  readonly ip: string;
  /** Random id of the browser; made for this request if it brought none. */
  readonly browser: string;
  name: string;
  /** Numbers of the tickets reported from this browser, newest first. */
  readonly mine: readonly number[];
  /** Path and query of the page. */
  readonly url: string;
  /** htmx asks for partials, not for a page. */
  readonly partial: boolean;
  /** Path and query that the browser shows, when htmx asks. */
  readonly shown: string | undefined;
  /** Asked by htmx at all. */
  readonly htmx: boolean;
  /** Position of this browser's last command, 0 if long ago. */
  readonly after: number;
  /** When the visit before this one ended. */
  readonly lastVisit: Date | undefined;
  /** The version that this browser has seen, of the tickets it has read last; the newest last. */
  readonly read: Map<number, number>;
  /** Another tab has changed the view since the form was made. */
  roleChanged?: boolean;
  readonly shortcuts: boolean;
  /** Path and query of the list that this browser saw last, or the first one of its role. */
  readonly list: string;
  /** Cookies to set with the answer. */
  readonly cookies: Map<CookieName, string>;
}

const contexts = new WeakMap<FastifyRequest, RequestContext>();

/** The context of a request, always the same object. */
export function contextOf(request: FastifyRequest): RequestContext {
  const known = contexts.get(request);
  if (known) return known;
  const requester = readContext(request, Date.now());
  contexts.set(request, requester);
  return requester;
}

function readContext({ headers, url, method, ip }: FastifyRequest, now: number): RequestContext {
  const sent = parseCookies(headers.cookie);
  const cookies = new Map<CookieName, string>();
  const role = asRole(givenRole(headers));
  const known = UUID.test(sent.browser ?? '');
  const browser = known ? (sent.browser as string) : randomUUID();
  if (!known && role) cookies.set('browser', browser);
  const htmx = headers['hx-request'] === 'true';
  const lastVisit = readLastVisit(sent.seen, now, method === 'GET' && Boolean(role), cookies);
  return {
    role,
    locale: localeFor(sent.lang, headers['accept-language']),
    ip,
    browser,
    name: nameOf(sent.name ?? ''),
    mine: (sent.mine ?? '')
      .split('.')
      .filter((part) => /^[1-9]\d{0,8}$/.test(part))
      .map(Number)
      .slice(0, MINE_LIMIT),
    url,
    partial: htmx && headers['hx-request-type'] === 'partial',
    htmx,
    shown: shownUrl(headers['hx-current-url']),
    after: /^\d{1,15}$/.test(sent.after ?? '') ? Number(sent.after) : 0,
    lastVisit,
    read: readVersions(sent.read),
    shortcuts: sent.keys !== 'off',
    list: listOf(sent.list, role),
    cookies,
  };
}

/** A name as it is kept, cut to its limit; anybody can write a cookie, also one that no name can be. */
function nameOf(sent: string): string {
  const name = cleanName(sent);
  return isStorable(name) ? [...name].slice(0, NAME_LIMIT).join('') : '';
}

/** How many own tickets the browser remembers. */
export const MINE_LIMIT = 20;

/** This browser remembers one more ticket as its own. */
export function rememberOwnTicket(requester: RequestContext, number: number): void {
  const numbers = [number, ...requester.mine.filter((other) => other !== number)].slice(0, MINE_LIMIT);
  requester.cookies.set('mine', numbers.join('.'));
}

/** The name that was sent along: the answer to the form shows it already. */
export function rememberName(requester: RequestContext, sent: string): void {
  const name = nameOf(sent);
  if (name !== requester.name) requester.cookies.set('name', name);
  requester.name = name;
}

/** How many read tickets the browser remembers. */
const READ_LIMIT = 60;

/** This browser has now seen a ticket as it is at a version. */
export function rememberRead(requester: RequestContext, number: number, version: number): void {
  if (requester.read.get(number) === version) return;
  requester.read.delete(number);
  requester.read.set(number, version);
  const pairs = [...requester.read].slice(-READ_LIMIT);
  requester.cookies.set('read', pairs.map((pair) => pair.join('-')).join('.'));
}

function readVersions(sent: string | undefined): Map<number, number> {
  const pairs = (sent ?? '').split('.').filter((part) => /^[1-9]\d{0,8}-[1-9]\d{0,8}$/.test(part));
  return new Map(pairs.slice(-READ_LIMIT).map((pair) => pair.split('-').map(Number) as [number, number]));
}

function listOf(sent: string | undefined, role: PageRole | undefined): string {
  if (sent && /^\/tickets(\?[!-~]{0,1000})?$/.test(sent)) return sent;
  return role === 'helpdesk' ? '/tickets?status=open' : '/tickets';
}

/** The list that this browser sees now. */
export function rememberList(requester: RequestContext, url: string): void {
  if (url !== requester.list && url.length < 1000) requester.cookies.set('list', url);
}

function shownUrl(current: string | string[] | undefined): string | undefined {
  if (typeof current !== 'string' || !URL.canParse(current)) return undefined;
  const { pathname, search } = new URL(current);
  return pathname + search;
}

function readLastVisit(
  seen: string | undefined,
  now: number,
  tracks: boolean,
  cookies: Map<CookieName, string>,
): Date | undefined {
  const [before = 0, last = 0] = /^\d{1,15}\.\d{1,15}$/.test(seen ?? '') ? (seen as string).split('.').map(Number) : [];
  const end = now - last > VISIT_GAP ? last : before;
  // Once a minute is often enough, and spares most answers the header.
  if (tracks && now - last > 60_000) cookies.set('seen', `${end}.${now}`);
  return end > 0 ? new Date(end) : undefined;
}
