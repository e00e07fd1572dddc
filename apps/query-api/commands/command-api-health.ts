import { commandApiUrl, readConfig } from '#libs/platform/config.js';

export interface CommandApiHealth {
  readonly ready: boolean;
  /** Where its log ends, which may be ahead of the log on a standby. */
  readonly position?: number;
}

/** @throws when command-api does not answer within 1.5 seconds, with a sentence that says what to do */
export async function commandApiHealth(): Promise<CommandApiHealth> {
  const url = `${commandApiUrl(readConfig())}/health/ready`;
  const response = await fetch(url, { signal: AbortSignal.timeout(1_500) }).catch(() => undefined);
  if (!response) throw new Error(`command-api does not answer at ${url}: start it, or correct COMMAND_API_URL`);
  const { checks } = (await response.json()) as { checks?: { log?: { position?: number } } };
  return { ready: response.status === 200, position: checks?.log?.position };
}

/** Where the log of command-api ends; 0 when it does not answer. */
export async function commandApiPosition(): Promise<number> {
  const { position = 0 } = await commandApiHealth().catch(() => ({ position: 0 }));
  return position;
}
