import { compile } from '@fastify/proxy-addr';
import type { FastifyInstance } from 'fastify';
import type { Config } from '#libs/platform/config.js';
import { asRole } from './role.js';

let guarded = false;

/** Whether nobody chooses the role here. */
export const isRoleGuarded = (): boolean => guarded;

/**
 * With HELPDESK_ROLE_FROM=proxy the role of every request is what a trusted proxy says in Helpdesk-Role, and a user's where none
 * says anything: a cookie, a form, and the header of anybody else count for nothing.
 */
export function guardRole(
  server: FastifyInstance,
  config: Pick<Config, 'HELPDESK_ROLE_FROM' | 'TRUSTED_PROXIES'>,
): void {
  guarded = config.HELPDESK_ROLE_FROM === 'proxy';
  if (!guarded) return;
  const isTrusted = compile(config.TRUSTED_PROXIES.split(',').map((proxy) => proxy.trim()));
  server.addHook('onRequest', ({ raw }, _reply, done) => {
    const said = isTrusted(raw.socket.remoteAddress ?? '', 0) ? asRole(raw.headers['helpdesk-role']) : undefined;
    raw.headers['helpdesk-role'] = said ?? 'user';
    done();
  });
}
