import type pg from 'pg';
import { counter, gauge, gaugeOf } from '#libs/platform/metrics.js';

const deliveries = counter({
  name: 'helpdesk_notifier_deliveries_total',
  help: 'Attempts to send, by channel and how they ended: sent, retried (another one follows) or failed',
  labelNames: ['channel', 'outcome'],
});

export function countDelivery(channel: string, outcome: 'sent' | 'retried' | 'failed'): void {
  deliveries.inc({ channel, outcome });
}

/** What is shown of the notifier. */
interface Notifier {
  readonly position: number | undefined;
  readonly lag: number | undefined;
}

/** How far the notifier is and what waits to be sent, asked whenever somebody looks; a standby reports neither. */
export function measureNotifier(notifier: Notifier, pool: pg.Pool): void {
  const report = (name: string, help: string, value: () => number | undefined): void =>
    gaugeOf(name, `${help}; only from the one that works`, value);
  report('helpdesk_notifier_position', 'Log position of the last event handled', () => notifier.position);
  report('helpdesk_notifier_lag_events', 'Events in JetStream that are not handled yet', () => notifier.lag);
  gauge({
    name: 'helpdesk_notifier_overdue_seconds',
    help: 'Age of the oldest message that should have been sent, by channel',
    labelNames: ['channel'],
    async collect() {
      const { rows } = await pool
        .query<{ channel: string; seconds: number }>(OVERDUE)
        .catch(() => ({ rows: [] as { channel: string; seconds: number }[] }));
      this.reset();
      for (const { channel, seconds } of rows) this.set({ channel }, seconds);
    },
  });
}

const OVERDUE = `select channel, greatest(0, extract(epoch from clock_timestamp() - min(due_at)))::float8 as seconds
  from notify.deliveries where done_at is null group by channel`;
