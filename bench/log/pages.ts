import { Agent, request } from 'node:http';
import { until } from '#libs/local-stack/processes.js';
import { closedLoop } from './closed-loop.js';
import type { Load } from './rounds.js';
import { startServer, type Build, type Server } from './servers.js';

/** How long the read models may take to have what was seeded, in milliseconds. */
const TIMEOUT = 600_000;

export interface Pages {
  readonly server: Server;
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
  const get = (path: string): Promise<void> => getPage(server.url + path, agent);
  if (!(await until(() => isThere(`${server.url}/tickets/${tickets}`, agent), TIMEOUT))) {
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

function isThere(url: string, agent: Agent): Promise<boolean> {
  return getPage(url, agent).then(
    () => true,
    () => false,
  );
}

function getPage(url: string, agent: Agent): Promise<void> {
  const headers = { accept: 'text/html', cookie: 'role=helpdesk' };
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, headers }, (answer) => {
      answer.resume().once('end', () => {
        if (answer.statusCode === 200) resolve();
        else reject(new Error(`${url} answered ${answer.statusCode}`));
      });
    });
    sent.on('error', reject).end();
  });
}
