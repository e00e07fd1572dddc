import type pg from 'pg';
import { gauge } from './metrics.js';

const pools = new Map<string, pg.Pool>();

/** Shows how much of a pool is in use, under this name. */
export function measurePool(name: string, pool: pg.Pool): void {
  pools.set(name, pool);
  gauge({
    name: 'helpdesk_database_connections',
    help: 'Connections of a pool that are busy or idle, and requests that wait for one',
    labelNames: ['pool', 'state'],
    collect() {
      for (const [label, { totalCount, idleCount, waitingCount }] of pools) {
        this.set({ pool: label, state: 'busy' }, totalCount - idleCount);
        this.set({ pool: label, state: 'idle' }, idleCount);
        this.set({ pool: label, state: 'waiting' }, waitingCount);
      }
    },
  });
}
