import { createTraceState, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, TraceFlags } from '@opentelemetry/api';
import type { Span, Tracer } from '@opentelemetry/api';

/** Where in a trace something happens. https://www.w3.org/TR/trace-context/ */
export interface TracePlace {
  /** 32 lowercase hex digits; it is the correlation id too. */
  readonly traceId: string;
  /** 16 lowercase hex digits. */
  readonly spanId: string;
  /** What other systems want to be handed on. */
  readonly state?: string;
}
const TRACEPARENT = /^[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-[\da-f]{2}/;
let tracer: Tracer | undefined;
let nextSpanId: string | undefined;

/** Whether spans are made at all: OTEL_EXPORTER_OTLP_ENDPOINT is set. */
export const isTracing = (): boolean => tracer !== undefined;

/**
 * Begins to send spans to the collector of OTEL_EXPORTER_OTLP_ENDPOINT. The packages are loaded only then.
 * @param name of the process
 * @returns sends what is left, and ends
 */
export async function startTracing(name: string): Promise<() => Promise<void>> {
  const [
    { BatchSpanProcessor, NodeTracerProvider, RandomIdGenerator },
    { OTLPTraceExporter },
    { resourceFromAttributes },
  ] = await Promise.all([
    import('@opentelemetry/sdk-trace-node'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
  ]);
  const random = new RandomIdGenerator();
  const idGenerator = {
    generateTraceId: () => random.generateTraceId(),
    generateSpanId: () => nextSpanId ?? random.generateSpanId(),
  };
  const resource = resourceFromAttributes({ 'service.name': `helpdesk-${name}` });
  const spanProcessors = [new BatchSpanProcessor(new OTLPTraceExporter())];
  const provider = new NodeTracerProvider({ resource, idGenerator, spanProcessors });
  tracer = provider.getTracer('helpdesk');
  return async () => {
    tracer = undefined;
    await provider.shutdown().catch(() => undefined);
  };
}

/**
 * The place that a `traceparent` header names; undefined when it is none.
 * @param tracestate of which what the standard allows is kept: 32 members, 512 characters, printable
 */
export function placeOf(traceparent: unknown, tracestate?: unknown): TracePlace | undefined {
  const [, traceId = '', spanId = ''] = (typeof traceparent === 'string' && TRACEPARENT.exec(traceparent)) || [];
  if (/^0*$/.test(traceId) || /^0*$/.test(spanId)) return undefined;
  const state = typeof tracestate === 'string' ? createTraceState(tracestate).serialize() : '';
  return { traceId, spanId, ...(state && { state }) };
}

/** Begins the span of a request; undefined while nothing is traced. */
export function beginRequest(name: string, parent: TracePlace | undefined): Span | undefined {
  return tracer?.startSpan(name, { kind: SpanKind.SERVER }, contextOf(parent));
}

/** @param status of HTTP */
export function endRequest(span: Span, route: string, status: number): void {
  span.setAttributes({ 'http.route': route, 'http.response.status_code': status });
  if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}

/**
 * Makes the span of work on an event that has just ended.
 * @param event its `traceparent` is its own place: the span in which it was appended
 * @param begun in milliseconds since 1970
 * @param command where the command came from, when the work is the append itself
 */
export function traceEvent(
  name: string,
  event: { readonly type: string; readonly position: number; readonly traceparent: string | undefined },
  begun: number,
  command?: TracePlace,
): void {
  const place = tracer && placeOf(event.traceparent);
  if (!place) return;
  nextSpanId = command && place.spanId;
  const attributes = { 'helpdesk.event': event.type, 'helpdesk.position': event.position };
  const span = tracer?.startSpan(name, { startTime: begun, attributes }, contextOf(command ?? place));
  nextSpanId = undefined;
  span?.end();
}

function contextOf(parent: TracePlace | undefined): typeof ROOT_CONTEXT {
  if (!parent) return ROOT_CONTEXT;
  const { traceId, spanId, state } = parent;
  const traceState = state === undefined ? {} : { traceState: createTraceState(state) };
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId,
    spanId,
    traceFlags: TraceFlags.SAMPLED,
    isRemote: true,
    ...traceState,
  });
}
