import rateLimit, { type CreateRateLimitOptions } from '@fastify/rate-limit';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { counter } from '#libs/platform/metrics.js';
import { isForOperators } from '#libs/platform/pressure.js';
import { Problem } from '#libs/platform/problem.js';
import { parseCookies } from '../pages/visit/cookies.js';

/** Each limit holds for any so many milliseconds. */
const WINDOW = 10_000;
/** Browsers and addresses that are remembered at once. */
const REMEMBERED = 50_000;

/**
 * A whole campus may sit behind one address: 2,000 people who click once a second are within the limits of an address,
 * one program that asks as fast as it can is not. A browser is known by its cookie; whoever throws the cookie away
 * counts with the address alone.
 */
const LIMITS: Readonly<Record<string, { readonly max: number; readonly of: (request: FastifyRequest) => string }>> = {
  browser: { max: 300, of: ({ ip, headers }) => `${ip} ${parseCookies(headers.cookie).browser ?? ''}` },
  address: { max: 20_000, of: ({ ip }) => ip },
  'address posts': { max: 4_000, of: ({ ip }) => `${ip} posts` },
};
const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/;

/** Answers 429 to whoever asks for too much. Programs on this very machine are not counted. */
export async function limitRates(app: NestFastifyApplication): Promise<void> {
  const server = app.getHttpAdapter().getInstance();
  await server.register(rateLimit, { global: false, cache: REMEMBERED });
  const limited = counter({
    name: 'helpdesk_http_limited_total',
    help: 'Requests answered with 429, by the limit they ran into',
    labelNames: ['limit'],
  });
  const limiters = Object.entries(LIMITS).map(([name, { max, of }]) => {
    const options: CreateRateLimitOptions = { max, timeWindow: WINDOW, keyGenerator: of };
    return { name, ask: server.createRateLimit(options) };
  });
  server.addHook('onRequest', async (request) => {
    if (LOOPBACK.test(request.ip) || isForOperators(request)) return;
    for (const { name, ask } of limiters.filter((limiter) => countsIn(limiter.name, request))) {
      const answer = await ask(request);
      if (answer.isAllowed || !answer.isExceeded) continue;
      limited.inc({ limit: name });
      throw tooMany(answer.ttlInSeconds);
    }
  });
}

function countsIn(limit: string, { method, headers }: FastifyRequest): boolean {
  if (limit === 'browser') return Boolean(parseCookies(headers.cookie).browser);
  return limit !== 'address posts' || method === 'POST';
}

function tooMany(seconds: number): Problem {
  const detail = `Too many requests: wait ${seconds} s and send it again.`;
  return new Problem({ status: 429, code: 'rate.limited', detail, headers: { 'Retry-After': String(seconds) } });
}
