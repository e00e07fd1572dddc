import { isIP } from 'node:net';
import { hostname } from 'node:os';
import { Logger } from '@nestjs/common';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Config } from './config.js';
import { Problem } from './problem.js';
import { answerProblem } from './problem.filter.js';

const logger = new Logger('Http');
/** Hosts that are remembered as logged: anybody can think of more. */
const MOST_LOGGED = 100;

/**
 * Serves requests only under names of this installation, so that no web page of another site reaches a process through the
 * browser of somebody on the campus (DNS rebinding). IP addresses, localhost and the name of the machine always count.
 */
export function checkHosts(server: FastifyInstance, config: Pick<Config, 'HELPDESK_URL' | 'HELPDESK_HOSTS'>): void {
  const served = servedHosts(config);
  const logged = new Set<string>();
  server.addHook('onRequest', (request, reply, done) => {
    // The host of an absolute address comes before the header (RFC 9112, section 3.2.2).
    const host = /^https?:\/\/[^/?#]*/i.exec(request.raw.url ?? '')?.[0] ?? request.headers.host;
    const name = host === undefined ? '' : nameOf(host);
    if (host === undefined || isIP(name) > 0 || name.endsWith('.localhost') || served.has(name)) return done();
    const detail = `This helpdesk is not served as ${name.slice(0, 100)}: if that is its name, put it into HELPDESK_HOSTS.`;
    if (logged.size < MOST_LOGGED && !logged.has(name)) {
      logged.add(name);
      logger.warn(detail);
    }
    if (request.headers.accept?.includes('text/html')) sendPage(reply, detail);
    else answerProblem(reply, new Problem({ status: 421, code: 'host.not-served', detail }));
  });
}

function servedHosts({
  HELPDESK_URL: url,
  HELPDESK_HOSTS: hosts,
}: Pick<Config, 'HELPDESK_URL' | 'HELPDESK_HOSTS'>): Set<string> {
  const machine = hostname().toLowerCase();
  const names = ['localhost', machine, machine.split('.')[0] ?? '', `${machine}.local`];
  if (url) names.push(new URL(url).hostname);
  return new Set(
    [...names, ...(hosts ?? '').split(',').map((host) => nameOf(host.trim()))].filter((name) => name !== ''),
  );
}

/** Without scheme, port and the brackets of IPv6; in lower case. */
function nameOf(host: string): string {
  const bare = host.toLowerCase().replace(/^https?:\/\//, '');
  return /^\[([^\]]*)\]/.exec(bare)?.[1] ?? bare.replace(/[:/].*$/, '').replace(/\.$/, '');
}

function sendPage(reply: FastifyReply, detail: string): void {
  const text = detail.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  void reply
    .status(421)
    .headers({ 'content-security-policy': "default-src 'none'", 'x-content-type-options': 'nosniff' })
    .type('text/html; charset=utf-8')
    .send(
      `<!doctype html><html lang="en"><title>Not served under this name</title><h1>Not served under this name</h1><p>${text}</p></html>`,
    );
}
