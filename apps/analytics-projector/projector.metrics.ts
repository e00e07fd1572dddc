import type pg from 'pg';
import { readAt } from '#libs/event-log/read.js';
import { readBackupState, type BackupState } from '#libs/event-log/upkeep.js';
import { counter, gaugeOf, histogram, stateGauge } from '#libs/platform/metrics.js';
import { readCurrentCheckpoint } from '#libs/read-models/queries/checkpoint.js';

/** What a projector may be doing. The metric carries these words. */
const STATES = ['starting', 'standing by', 'building', 'following', 'stopped'] as const;

export interface ProjectorState {
  readonly doing: (typeof STATES)[number];
  /** Why, where that needs words. */
  readonly reason?: string;
}

/** What is shown of the projector. */
interface Projector {
  readonly state: ProjectorState;
  readonly position: number;
  readonly head: number;
}

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

export function countApplied(count: number, ms: number): void {
  events.inc({ source: 'log' }, count);
  seconds.observe(ms / 1000);
}

export function countParked(): void {
  parked.inc();
}

/** The projector's state and how far it is, asked whenever somebody looks. A standby does not report its lag. */
export function measureProjector(projector: Projector, pool: pg.Pool): void {
  const works = (): boolean => projector.state.doing !== 'standing by' && projector.state.doing !== 'starting';
  stateGauge(
    'helpdesk_projector_state',
    'One for what the projector is doing, zero for the rest',
    STATES,
    () => projector.state.doing,
  );
  const report = (name: string, help: string, value: () => number | undefined | Promise<number | undefined>): void =>
    gaugeOf(name, `${help}; only from the one that works`, () => (works() ? value() : undefined));
  report('helpdesk_projector_position', 'Log position of the read models', () => projector.position);
  report('helpdesk_projector_lag_events', 'Events of the log that are not yet in the read models', () =>
    Math.max(0, projector.head - projector.position),
  );
  report('helpdesk_projector_lag_seconds', 'Age of the oldest event that is not yet in the read models', () =>
    lagSeconds(projector, pool),
  );
  const backups = async (at: (state: BackupState) => Date): Promise<number> =>
    at(await readBackupState(pool)).getTime() / 1_000;
  report(
    'helpdesk_backup_timestamp_seconds',
    'When the last good backup ended, or the log was made if there is none',
    () => backups(({ at, since }) => at ?? since),
  );
  report(
    'helpdesk_restore_test_timestamp_seconds',
    'When a backup was last restored and compared, or the log was made',
    () => backups(({ restoredAt, since }) => restoredAt ?? since),
  );
  report('helpdesk_projector_parked', 'Events that could not be applied, in the read models of now', async () => {
    const checkpoint = await readCurrentCheckpoint(pool);
    return checkpoint.generation === null ? undefined : checkpoint.parked;
  });
}

async function lagSeconds({ position, head }: Projector, pool: pg.Pool): Promise<number | undefined> {
  if (position >= head) return 0;
  const oldest = await readAt(pool, position + 1);
  return oldest && Math.max(0, (Date.now() - oldest.recordedAt.getTime()) / 1_000);
}
