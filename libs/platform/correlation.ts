import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import type { Span } from '@opentelemetry/api';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { beginRequest, endRequest, placeOf, type TracePlace } from './tracing.js';

/** One action of one person: what its log lines, calls and spans have in common. */
interface Action {
  readonly id: string;
  /** Of the request that is being answered, or of whoever sent it. */
  readonly spanId?: string;
  /** What came in `tracestate`; it is handed on. */
  readonly state?: string;
  readonly span?: Span;
}
const current = new AsyncLocalStorage<Action>();
const logger = new Logger('Http');
const actions = new WeakMap<FastifyRequest, Action>();
/** Asked all the time, by nobody who waits for a page. */
const UNTRACED = /^\/(health|metrics)/;

/** A new correlation id: 32 lowercase hex digits, a W3C trace id. */
export function newCorrelationId(): string {
  // Node keeps random bytes in store for it: randomBytes asks the kernel each time.
  return randomUUID().replaceAll('-', '');
}

/** The id that ties one action of one person together through all processes; undefined outside of one. */
export function correlationId(): string | undefined {
  return current.getStore()?.id;
}

/** The place of the current action in its trace; undefined while no span of it is known. */
export function currentPlace(): TracePlace | undefined {
  const { id, spanId, state } = current.getStore() ?? {};
  return id !== undefined && spanId !== undefined ? { traceId: id, spanId, ...(state && { state }) } : undefined;
}

/**
 * Runs work as one action, so that its log lines and calls carry the same id.
 * @param headers `traceparent` and `tracestate` of whoever asks
 * @param name of its span
 */
export async function withCorrelation<T>(
  headers: TraceHeaders,
  name: string,
  work: (id: string) => Promise<T>,
): Promise<T> {
  const action = actionFrom(headers, name);
  return current.run(action, () => work(action.id)).finally(() => action.span?.end());
}

export interface TraceHeaders {
  readonly traceparent?: string | string[] | undefined;
  readonly tracestate?: string | string[] | undefined;
}

/** Under the trace id of the headers, or a new one. https://www.w3.org/TR/trace-context/ */
function actionFrom({ traceparent, tracestate }: TraceHeaders, name?: string): Action {
  const place = placeOf(traceparent, tracestate?.toString());
  const span = name === undefined ? undefined : beginRequest(name, place);
  const { traceId: id, spanId } = span?.spanContext() ?? place ?? { traceId: newCorrelationId() };
  return { id, spanId, state: place?.state, span } as Action;
}

/** The headers for a call to another process, on behalf of the current action. */
export function traceHeaders(): { readonly traceparent: string; readonly tracestate?: string } {
  const { id = newCorrelationId(), span, state } = current.getStore() ?? {};
  const spanId = span?.spanContext().spanId ?? newCorrelationId().slice(0, 16);
  return { traceparent: `00-${id}-${spanId}-01`, ...(state && { tracestate: state }) };
}

/** Every request of this server is an action: it is logged with its id at LOG_LEVEL=debug, and is a span where there is tracing. */
export function correlateRequests(server: FastifyInstance): void {
  server.addHook('onRequest', (request, _reply, done) => {
    const name = UNTRACED.test(request.url) ? undefined : `${request.method} ${request.routeOptions.url ?? 'unknown'}`;
    const action = actionFrom(request.headers as TraceHeaders, name);
    actions.set(request, action);
    current.run(action, done);
  });
  // Reading the body leaves the asynchronous context of the first hook.
  server.addHook('preHandler', (request, _reply, done) => {
    current.run(actions.get(request) ?? { id: newCorrelationId() }, done);
  });
  server.addHook('onResponse', (request, { statusCode, elapsedTime }, done) => {
    const { id, span } = actions.get(request) ?? {};
    const route = request.routeOptions.url ?? 'unknown';
    if (span) endRequest(span, route, statusCode);
    logger.debug({
      message: `${request.method} ${route} ${statusCode}`,
      ms: Math.round(elapsedTime),
      correlationId: id,
    });
    done();
  });
}
