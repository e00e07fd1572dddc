import { Agent } from 'node:http';
import type { RunningApp } from '#libs/local-stack/apps.js';
import { until } from '#libs/platform/retry.js';
import { send } from '../http.js';
import { closedLoop } from './closed-loop.js';
import type { Load } from './rounds.js';
import { startServer, type Build } from './servers.js';

/** How long the read models may take to have what was seeded, in milliseconds. */
const TIMEOUT = 600_000;

export interface Pages {
  readonly server: RunningApp;
  readonly loads: Readonly<Record<'list' | 'ticket' | 'analytics', Load>>;
  stop(): Promise<void>;
}

/**
 * The pages of a build on a log that was filled before, as a browser of the helpdesk asks for them.
 * @param tickets how many there are
 */
export async function servePages(build: Build, databaseUrl: string, tickets: number): Promise<Pages> {
  const env = { DATABASE_URL: databaseUrl, NATS_URL: '', PORT: '0', PROJECTOR_PORT: '0' };
  const projector = await startServer(build, 'apps/analytics-projector/main.js', env);
  const server = await startServer(build, 'apps/query-api/main.js', env);
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  const headers = { accept: 'text/html', cookie: 'role=helpdesk' };
  const get = (path: string): Promise<unknown> => send(agent, server.url + path, { headers });
  const isThere = (): Promise<boolean> =>
    get(`/tickets/${tickets}`).then(
      () => true,
      () => false,
    );
  if (!(await until(isThere, TIMEOUT))) {
    throw new Error('the read models do not get what was seeded');
  }
  const load =
    (path: () => string): Load =>
    (clients, seconds) =>
      closedLoop(clients, seconds, () => get(path()));
  return {
    server,
    loads: {
      list: load(() => '/tickets'),
      ticket: load(() => `/tickets/${1 + Math.floor(Math.random() * tickets)}`),
      analytics: load(() => '/analytics'),
    },
    async stop() {
      agent.destroy();
      await Promise.all([server.stop(), projector.stop()]);
    },
  };
}
