import { counter, gauge, histogram } from '#libs/platform/metrics.js';
import type { Source } from './pump.js';

const events = counter({
  name: 'helpdesk_projector_events_total',
  help: 'Events applied to the read models, by where they came from',
  labelNames: ['source'],
});
const parked = counter({ name: 'helpdesk_projector_parked_total', help: 'Events that could not be applied' });
const seconds = histogram({
  name: 'helpdesk_projector_batch_seconds',
  help: 'Time to apply one batch of events, in seconds',
  buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
});

export function countApplied(count: number, source: Source, ms: number): void {
  events.inc({ source }, count);
  seconds.observe(ms / 1000);
}

export function countParked(): void {
  parked.inc();
}

/** How far the read models and the log are, asked whenever somebody looks. */
export function watchLag(of: () => { readonly position: number; readonly head: number }): void {
  gauge({
    name: 'helpdesk_projector_position',
    help: 'Log position of the read models',
    collect() {
      this.set(of().position);
    },
  });
  gauge({
    name: 'helpdesk_projector_lag_events',
    help: 'Events of the log that are not yet in the read models',
    collect() {
      this.set(Math.max(0, of().head - of().position));
    },
  });
}
