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
  /** Seconds of a core used so far. */
  readonly cores: Readonly<Record<Part, number>>;
}

/** Samples until stopped, one each `every` milliseconds. */
export function watch(system: System, every: number): { stop(): Promise<Sample[]> } {
  const samples: Sample[] = [];
  const began = performance.now();
  const stop = new AbortController();
  const run = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      samples.push(await sample(system, (performance.now() - began) / 1_000));
      await new Promise((resolve) => setTimeout(resolve, every));
    }
  };
  const running = run();
  return {
    async stop() {
      stop.abort();
      await running;
      return samples;
    },
  };
}

async function sample(system: System, at: number): Promise<Sample> {
  const read = async (name: (typeof APP_NAMES)[number]): Promise<string> =>
    (await fetch(`${system.apps[name].url}/metrics`)).text();
  const pages = await Promise.all(APP_NAMES.map(read));
  const all = pages.join('\n');
  const megabytes = (page: string): number => Math.round(valueOf(page, 'process_resident_memory_bytes') * 2 ** -20);
  return {
    at,
    memory: Object.fromEntries(
      APP_NAMES.map((name, index) => [name, megabytes(pages[index] ?? '')]),
    ) as Sample['memory'],
    logPosition: valueOf(all, 'helpdesk_log_position'),
    database: valueOf(all, 'helpdesk_database_bytes'),
    projectorLag: valueOf(all, 'helpdesk_projector_lag_events'),
    relayLag: valueOf(all, 'helpdesk_relay_lag_events'),
    cores: usedCores(system),
  };
}

function valueOf(page: string, name: string): number {
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(page)?.[1] ?? 0);
}
