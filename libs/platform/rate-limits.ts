import rateLimit, { type CreateRateLimitOptions } from '@fastify/rate-limit';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { counter } from './metrics.js';
import { isForOperators } from './pressure.js';
import { Problem } from './problem.js';

/** Each limit holds for any so many milliseconds. */
const WINDOW = 10_000;
/** So many of whom requests are counted are remembered at once. */
const REMEMBERED = 50_000;
const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/;

/** Whether a request comes from this very machine. */
export function isThisMachine(ip: string): boolean {
  return LOOPBACK.test(ip);
}

export interface RateLimit {
  /** Requests in 10 s. */
  readonly max: number;
  /** Whose request it is; undefined if it does not count. */
  readonly of: (request: FastifyRequest) => string | undefined;
}

/** The limit of one address, which a whole campus may share. */
export const ADDRESS_LIMIT: RateLimit = { max: 20_000, of: ({ ip }) => ip };

/** Answers 429 to whoever asks for too much. Programs on this very machine are not counted. */
export async function limitRates(
  app: NestFastifyApplication,
  limits: Readonly<Record<string, RateLimit>>,
): Promise<void> {
  const server = app.getHttpAdapter().getInstance();
  await server.register(rateLimit, { global: false, cache: REMEMBERED });
  const limited = counter({
    name: 'helpdesk_http_limited_total',
    help: 'Requests answered with 429, by the limit they ran into',
    labelNames: ['limit'],
  });
  const limiters = Object.entries(limits).map(([name, { max, of }]) => {
    const options: CreateRateLimitOptions = { max, timeWindow: WINDOW, keyGenerator: (request) => of(request) ?? '' };
    return { name, of, ask: server.createRateLimit(options) };
  });
  server.addHook('onRequest', async (request) => {
    if (isThisMachine(request.ip) || isForOperators(request)) return;
    for (const { name, ask } of limiters.filter(({ of }) => of(request) !== undefined)) {
      const answer = await ask(request);
      if (answer.isAllowed || !answer.isExceeded) continue;
      limited.inc({ limit: name });
      throw tooMany(answer.ttlInSeconds);
    }
  });
}

function tooMany(seconds: number): Problem {
  const detail = `Too many requests: wait ${seconds} s and send it again.`;
  return new Problem({ status: 429, code: 'rate.limited', detail, headers: { 'Retry-After': String(seconds) } });
}
