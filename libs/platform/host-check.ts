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
    const [detail, ...translations] = sentencesFor(name.slice(0, 100));
    if (logged.size < MOST_LOGGED && !logged.has(name)) {
      logged.add(name);
      logger.warn(detail);
    }
    if (request.headers.accept?.includes('text/html')) sendPage(reply, detail, translations);
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

/** What is wrong in English, and the same in the other languages of the pages. */
function sentencesFor(name: string): [string, string, string] {
  return [
    `This helpdesk is not served as ${name}: if that is its name, put it into HELPDESK_HOSTS.`,
    `Questo helpdesk non risponde come ${name}: se è il suo nome, inseriscilo in HELPDESK_HOSTS.`,
    `Dieser Helpdesk ist nicht als ${name} erreichbar: Wenn er so heißt, gehört der Name in HELPDESK_HOSTS.`,
  ];
}

/** All languages at once: nothing of the request is known yet, and a helpdesk that is not served has no style. */
function sendPage(reply: FastifyReply, english: string, [italian, german]: readonly string[]): void {
  const escaped = (text = ''): string => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  void reply
    .status(421)
    .headers({ 'content-security-policy': "default-src 'none'", 'x-content-type-options': 'nosniff' })
    .type('text/html; charset=utf-8')
    .send(
      `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>Not served under this name</title><h1>Not served under this name</h1><p>${escaped(english)}</p><p lang="it">${escaped(italian)}</p><p lang="de">${escaped(german)}</p></html>`,
    );
}
