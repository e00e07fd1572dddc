import { gaugeOf, stateGauge } from '#libs/platform/metrics.js';
import { RELAY_STATES, type RelayService } from './relay.service.js';

/** Shows the state and the lag of the relay, each time the metrics are read. */
export function measureRelay(relay: RelayService): RelayService {
  const state = async (): Promise<string> => (await relay.status()).state;
  stateGauge('helpdesk_relay_state', 'One for the state the relay is in, zero for the others', RELAY_STATES, state);
  gaugeOf(
    'helpdesk_relay_lag_events',
    'Events of the log that are not yet in JetStream, reported only by the process that relays',
    async () => (await relay.status()).lagEvents,
  );
  gaugeOf(
    'helpdesk_relay_lag_seconds',
    'Age of the oldest event that is not yet in JetStream, reported only by the process that relays',
    async () => (await relay.status()).lagSeconds,
  );
  return relay;
}
