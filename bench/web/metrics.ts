import { monitorEventLoopDelay } from 'node:perf_hooks';
import { APP_NAMES, type AppName } from '#libs/local-stack/apps.js';
import { usedCores, type Part } from './cores.js';
import type { System } from './system.js';

/** What the processes say of themselves at one moment. */
export interface Sample {
  /** Seconds since the first one. */
  readonly at: number;
  /** Resident memory, in MB. */
  readonly memory: Readonly<Record<AppName, number>>;
  readonly logPosition: number;
  /** Size of the database, in bytes. */
  readonly database: number;
  /** Events that are not yet in the read models, and not yet in JetStream. */
  readonly projectorLag: number;
  readonly relayLag: number;
  /** Longest time since the last sample that an event loop did not turn, in milliseconds. */
  readonly late: Readonly<Record<AppName | 'visitors', number>>;
  /** Seconds of a core used so far. */
  readonly cores: Readonly<Record<Part, number>>;
}

/** Samples until stopped, one each `every` milliseconds. */
export function watch(system: System, every: number): { stop(): Promise<Sample[]> } {
  const samples: Sample[] = [];
  const began = performance.now();
  const stop = new AbortController();
  const own = monitorEventLoopDelay();
  own.enable();
  const run = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      samples.push(await sample(system, (performance.now() - began) / 1_000, own.max / 1e6));
      own.reset();
      await new Promise((resolve) => setTimeout(resolve, every));
    }
  };
  const running = run();
  return {
    async stop() {
      stop.abort();
      await running;
      own.disable();
      return samples;
    },
  };
}

async function sample(system: System, at: number, ownLate: number): Promise<Sample> {
  const read = async (name: AppName): Promise<string> => (await fetch(`${system.apps[name].url}/metrics`)).text();
  const pages = await Promise.all(APP_NAMES.map(read));
  const all = pages.join('\n');
  const ofEach = (metric: string, scale: number): Record<AppName, number> =>
    Object.fromEntries(
      APP_NAMES.map((name, index) => [name, Math.round(valueOf(pages[index] ?? '', metric) * scale)]),
    ) as Record<AppName, number>;
  return {
    at,
    memory: ofEach('process_resident_memory_bytes', 2 ** -20),
    logPosition: valueOf(all, 'helpdesk_log_position'),
    database: valueOf(all, 'helpdesk_database_bytes'),
    projectorLag: valueOf(all, 'helpdesk_projector_lag_events'),
    relayLag: valueOf(all, 'helpdesk_relay_lag_events'),
    late: { ...ofEach('nodejs_eventloop_lag_max_seconds', 1_000), visitors: Math.round(ownLate) },
    cores: usedCores(system),
  };
}

function valueOf(page: string, name: string): number {
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(page)?.[1] ?? 0);
}
