import { until } from '#libs/local-stack/processes.js';
import type { RunningApp } from '#libs/local-stack/apps.js';

interface Ready {
  readonly checks: {
    readonly log: { readonly position: number };
    readonly relay: { readonly lagEvents: number | null };
    readonly 'read-models': { readonly position: number };
  };
}

/**
 * Waits until everything that is in the log can be read, and stands in JetStream.
 * @param timeout in milliseconds
 * @returns false when that did not come true in time
 */
export async function settled(
  apps: Readonly<Record<'command-api' | 'query-api', RunningApp>>,
  timeout: number,
): Promise<boolean> {
  const ask = async (app: RunningApp): Promise<Ready['checks']> =>
    ((await (await fetch(`${app.url}/health/ready`)).json()) as Ready).checks;
  return until(async () => {
    const { log, relay } = await ask(apps['command-api']);
    return relay.lagEvents === 0 && (await ask(apps['query-api']))['read-models'].position === log.position;
  }, timeout);
}
