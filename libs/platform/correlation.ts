import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';

const current = new AsyncLocalStorage<string>();
const logger = new Logger('Http');
const requestIds = new WeakMap<FastifyRequest, string>();
const TRACEPARENT = /^[\da-f]{2}-([\da-f]{32})-[\da-f]{16}-[\da-f]{2}/;

/** A new correlation id: 32 lowercase hex digits, a W3C trace id. */
export function newCorrelationId(): string {
  // Node keeps random bytes in store for it: randomBytes asks the kernel each time.
  return randomUUID().replaceAll('-', '');
}

/** The id that ties one action of one person together through all processes; undefined outside of one. */
export function correlationId(): string | undefined {
  return current.getStore();
}

/** Runs work under a correlation id, so that its log lines and calls carry it. */
export function withCorrelation<T>(id: string, work: () => T): T {
  return current.run(id, work);
}

/** The trace id of a `traceparent` header, or a new one. https://www.w3.org/TR/trace-context/ */
export function correlationFrom(traceparent: string | string[] | undefined): string {
  const id = typeof traceparent === 'string' ? TRACEPARENT.exec(traceparent)?.[1] : undefined;
  return id && !/^0+$/.test(id) ? id : newCorrelationId();
}

/** The `traceparent` header for a call to another process, on behalf of the current action. */
export function traceparent(): string {
  return `00-${correlationId() ?? newCorrelationId()}-${newCorrelationId().slice(0, 16)}-01`;
}

/** Every request of this server runs under its correlation id, and is told with it at LOG_LEVEL=debug. */
export function correlateRequests(server: FastifyInstance): void {
  server.addHook('onRequest', (request, _reply, done) => {
    const id = correlationFrom(request.headers.traceparent);
    requestIds.set(request, id);
    current.run(id, done);
  });
  // Reading the body leaves the asynchronous context of the first hook.
  server.addHook('preHandler', (request, _reply, done) => {
    current.run(requestIds.get(request) ?? newCorrelationId(), done);
  });
  server.addHook('onResponse', (request, { statusCode, elapsedTime }, done) => {
    const message = `${request.method} ${request.routeOptions.url ?? 'unknown'} ${statusCode}`;
    logger.debug({ message, ms: Math.round(elapsedTime), correlationId: requestIds.get(request) });
    done();
  });
}
