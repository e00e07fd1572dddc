import { Controller, Get, Header } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** What this process counts, in the form of Prometheus. */
export const metrics = new Registry();

interface Metric {
  readonly name: string;
  readonly help: string;
  readonly labelNames?: string[];
}

/** The counter of this name, made on first use. */
export function counter(metric: Metric): Counter {
  const known = metrics.getSingleMetric(metric.name);
  return known instanceof Counter ? known : new Counter({ ...metric, registers: [metrics] });
}

/** The gauge of this name, made on first use. */
export function gauge(metric: Metric & { collect?: (this: Gauge) => void | Promise<void> }): Gauge {
  const known = metrics.getSingleMetric(metric.name);
  return known instanceof Gauge ? known : new Gauge({ ...metric, registers: [metrics] });
}

/** A figure that is read whenever somebody looks; absent while it is not known, for no value is better than a false zero. */
export function gaugeOf(
  name: string,
  help: string,
  read: () => number | null | undefined | Promise<number | null | undefined>,
): void {
  gauge({
    name,
    help,
    async collect() {
      const value = await Promise.resolve(read()).catch(() => undefined);
      if (value === undefined || value === null) this.remove();
      else this.set(value);
    },
  });
}

/** One for the state that something is in, zero for the others. */
export function stateGauge(
  name: string,
  help: string,
  states: readonly string[],
  read: () => string | Promise<string>,
): void {
  gauge({
    name,
    help,
    labelNames: ['state'],
    async collect() {
      const now = await read();
      for (const state of states) this.set({ state }, state === now ? 1 : 0);
    },
  });
}

/** The histogram of this name, made on first use. */
export function histogram(metric: Metric & { buckets?: number[] }): Histogram {
  const known = metrics.getSingleMetric(metric.name);
  return known instanceof Histogram ? known : new Histogram({ ...metric, registers: [metrics] });
}

/** `GET /metrics`, for Prometheus. */
@Controller('metrics')
export class MetricsController {
  @Get()
  @Header('content-type', metrics.contentType)
  show(): Promise<string> {
    return metrics.metrics();
  }
}

/** Starts the figures every process has: memory, event loop, and the time of each route. */
export function measureProcess(server: FastifyInstance): void {
  if (!metrics.getSingleMetric('process_cpu_seconds_total')) collectDefaultMetrics({ register: metrics });
  const seconds = histogram({
    name: 'helpdesk_http_request_seconds',
    help: 'Time from a request to the end of its answer, in seconds',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
  });
  server.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unknown';
    seconds.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000);
    done();
  });
}
