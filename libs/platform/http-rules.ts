import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem } from './problem.js';

/** Answers 405 with Allow where an address exists, but not with this method (RFC 9110, section 15.5.6). */
export function rejectOtherMethods(server: FastifyInstance): void {
  const routes = new Map<string, { readonly pattern: RegExp; readonly methods: Set<string> }>();
  server.addHook('onRoute', ({ url, method }) => {
    const route = routes.get(url) ?? { pattern: patternOf(url), methods: new Set() };
    for (const each of [method].flat()) route.methods.add(each);
    routes.set(url, route);
  });
  server.addHook('onRequest', (request, _reply, done) => {
    if (!request.is404) return done();
    const [path = ''] = request.url.split('?');
    const found = [...routes.values()].filter(({ pattern }) => pattern.test(path));
    const allowed = new Set(found.flatMap(({ methods }) => [...methods]));
    if (allowed.size === 0 || allowed.has(request.method)) return done();
    const detail = 'This address does not take this method.';
    const headers = { Allow: [...allowed].sort().join(', ') };
    done(new Problem({ status: 405, code: 'method.not-allowed', detail, headers }));
  });
}

/** The addresses of a route. A wildcard takes what no other route does: it allows no method anywhere else. */
function patternOf(url: string): RegExp {
  const escaped = url.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/:[^/]+/g, '[^/]+');
  return url === '*' || url === '/*' ? /^$/ : new RegExp(`^${escaped.replaceAll('*', '.*')}$`);
}

/** Answers 415 to bodies that are compressed, or not in UTF-8. */
export function rejectEncodedBodies(server: FastifyInstance): void {
  server.addHook('preParsing', (request, _reply, payload, done) => {
    const { 'content-encoding': coding = 'identity', 'content-type': type = '' } = request.headers;
    const charset = /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(type)?.[1] ?? 'utf-8';
    if (/^identity$/i.test(coding) && /^(utf-?8|us-ascii)$/i.test(charset)) return done(null, payload);
    const detail = 'Send the body uncompressed and in UTF-8.';
    const headers = { 'Accept-Encoding': 'identity' };
    done(new Problem({ status: 415, code: 'media-type.unsupported', detail, headers }));
  });
}

/** Answers 403 to web pages of any site: browsers send an Origin with them. */
export function rejectOrigins(server: FastifyInstance): void {
  server.addHook('onRequest', ({ headers }: FastifyRequest, _reply, done) => {
    const detail = 'Web pages may not send commands: a program sends them without an Origin header.';
    done(headers.origin === undefined ? undefined : new Problem({ status: 403, code: 'origin.not-allowed', detail }));
  });
}
