import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { FastifyInstance } from 'fastify';
import { counter } from './metrics.js';
import { Problem } from './problem.js';

/** When the event loop is behind by so many milliseconds on average, what comes new is turned away. */
const MOST_DELAY = 2_500;
/** How often that is looked at, in milliseconds. */
const SAMPLE = 1_000;
/** How finely the delay is measured, in milliseconds. */
const RESOLUTION = 10;

/** True for what must be answered most of all when a process is in trouble: health and metrics. */
export function isForOperators({ url }: { readonly url: string }): boolean {
  return /^\/(health|metrics)(\/|\?|$)/.test(url);
}

/**
 * Turns requests away with 503 and Retry-After while the process is behind, so that those it has are answered.
 * Not by `@fastify/under-pressure`: its timer reads the memory, which throws when no file descriptor is left.
 * @param mostDelay milliseconds on average over a second
 */
export function shedLoad(server: FastifyInstance, mostDelay = MOST_DELAY): void {
  const shed = counter({
    name: 'helpdesk_http_shed_total',
    help: 'Requests turned away with 503 because the process was behind',
  });
  const loop = monitorEventLoopDelay({ resolution: RESOLUTION });
  let behind = false;
  const sample = setInterval(() => {
    behind = loop.mean / 1e6 - RESOLUTION > mostDelay;
    loop.reset();
  }, SAMPLE).unref();
  // What held the loop up before it listened, loading modules say, is no load.
  let from = Infinity;
  server.addHook('onListen', async () => {
    from = performance.now() + 2 * SAMPLE;
    loop.enable();
  });
  server.addHook('onClose', async () => {
    clearInterval(sample);
    loop.disable();
  });
  server.addHook('onRequest', async (request) => {
    if (!behind || isForOperators(request) || performance.now() < from) return;
    shed.inc();
    const detail = 'Too much at once: wait a moment and send it again.';
    throw new Problem({ status: 503, code: 'busy', detail, headers: { 'Retry-After': '2' } });
  });
}
