import { APP_NAMES, type AppName } from '#libs/local-stack/apps.js';
import type { House } from './house.js';

/** What the processes say of themselves at one moment. */
export interface Sample {
  /** Seconds since the first one. */
  readonly at: number;
  /** Resident memory, in MB. */
  readonly memory: Readonly<Record<AppName, number>>;
  readonly logPosition: number;
  /** Events that are not yet in the read models, and not yet in JetStream. */
  readonly projectorLag: number;
  readonly relayLag: number;
}

/** Samples until stopped, one each `every` milliseconds. */
export function watch(house: House, every: number): { stop(): Promise<Sample[]> } {
  const samples: Sample[] = [];
  const began = performance.now();
  const stop = new AbortController();
  const run = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      samples.push(await sample(house, (performance.now() - began) / 1_000));
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

async function sample({ apps }: House, at: number): Promise<Sample> {
  const read = async (name: AppName): Promise<string> => (await fetch(`${apps[name].url}/metrics`)).text();
  const pages = await Promise.all(APP_NAMES.map(read));
  const all = pages.join('\n');
  const bytes = pages.map((page) => Math.round(valueOf(page, 'process_resident_memory_bytes') / 2 ** 20));
  const memory = Object.fromEntries(APP_NAMES.map((name, index) => [name, bytes[index]])) as Record<AppName, number>;
  return {
    at,
    memory,
    logPosition: valueOf(all, 'helpdesk_log_position'),
    projectorLag: valueOf(all, 'helpdesk_projector_lag_events'),
    relayLag: valueOf(all, 'helpdesk_relay_lag_events'),
  };
}

function valueOf(page: string, name: string): number {
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(page)?.[1] ?? 0);
}
