import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startApps } from '#libs/local-stack/start-apps.js';
import { CHROMIUM, PAGE_SETTINGS } from '#support/pages.js';
import { createTestDatabase } from '#support/servers.js';

export interface SharedPages {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Gives each worker a browser and a running system, made when its first specification asks. They live in Jest's own
 * process: what a specification starts ends with it.
 */
export async function offerSharedPages(): Promise<SharedPages> {
  const endings: (() => Promise<void>)[] = [];
  const browser = async (): Promise<object> => {
    const { chromium } = await import('playwright-core');
    // Signals are for Jest: the browser ends with the pipe to it.
    const signals = { handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false };
    const server = await chromium.launchServer({ executablePath: CHROMIUM, args: ['--no-sandbox'], ...signals });
    endings.push(() => server.close());
    return { endpoint: server.wsEndpoint() };
  };
  const system = async (): Promise<object> => {
    const { url: databaseUrl } = await createTestDatabase();
    const { stop, queryUrl, commandUrl } = await startApps({ databaseUrl, env: PAGE_SETTINGS });
    endings.push(stop);
    return { databaseUrl, queryUrl, commandUrl };
  };
  const started = new Map<string, Promise<object>>();
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    const made = started.get(path) ?? (path.endsWith('/browser') ? browser() : system());
    started.set(path, made);
    made.then(
      (facts) => response.end(JSON.stringify(facts)),
      (error) => response.writeHead(500).end(String(error)),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.close();
      server.closeAllConnections();
      await Promise.all(endings.map((end) => end()));
    },
  };
}
