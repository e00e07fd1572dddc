import type { Gauge } from 'prom-client';
import { gauge } from '#libs/platform/metrics.js';
import { RELAY_STATES, type RelayService } from './relay.service.js';

/** Shows the state and the lag of the relay, each time the metrics are read. */
export function measureRelay(relay: RelayService): RelayService {
  gauge({
    name: 'helpdesk_relay_state',
    help: 'One for the state the relay is in, zero for the others',
    labelNames: ['state'],
    async collect() {
      const { state } = await relay.status();
      for (const each of RELAY_STATES) this.set({ state: each }, each === state ? 1 : 0);
    },
  });
  gauge({
    name: 'helpdesk_relay_lag_events',
    help: 'Events of the log that are not yet in JetStream, reported only by the process that relays',
    async collect() {
      setIfKnown(this, (await relay.status()).lagEvents);
    },
  });
  gauge({
    name: 'helpdesk_relay_lag_seconds',
    help: 'Age of the oldest event that is not yet in JetStream, reported only by the process that relays',
    async collect() {
      setIfKnown(this, (await relay.status()).lagSeconds);
    },
  });
  return relay;
}

/** No value is better than a false zero. */
function setIfKnown(metric: Gauge, value: number | null): void {
  if (value === null) metric.remove();
  else metric.set(value);
}
