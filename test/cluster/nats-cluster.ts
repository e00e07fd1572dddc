import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { guardServer, type Guard } from '#libs/local-stack/guard.js';
import { getNatsServer } from '#libs/local-stack/nats-server.js';
import { freePort } from '#libs/local-stack/ports.js';
import { projectPath } from '#libs/platform/project-root.js';
import { TEST_CACHE } from '#support/servers.js';

/** Three nats-servers with deploy/nats-cluster.conf, on loopback. */
export interface NatsCluster {
  /** All three, with the login of command-api. */
  readonly url: string;
  readonly names: readonly string[];
  /** Where servers of the cluster reach the first one. */
  readonly routePort: number;
  /** Starts the server of that name, on the same ports and data as before. */
  start(name: string): void;
  /** Ends it as a power cut would. */
  kill(name: string): Promise<void>;
  /** Ends all and removes their data. */
  stop(): Promise<void>;
}

const PASSWORDS = {
  NATS_COMMAND_PASSWORD: 'p-command',
  NATS_NOTIFIER_PASSWORD: 'p-notifier',
  NATS_INTEGRATION_PASSWORD: 'p-integration',
  NATS_ROUTE_PASSWORD: 'p-route',
};

/** Starts the three; it takes them some seconds to elect a leader. */
export async function startNatsCluster(): Promise<NatsCluster> {
  const program = await getNatsServer(TEST_CACHE, () => undefined);
  if (!program) throw new Error('nats-server is missing: install it with `apt-get install nats-server`.');
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'helpdesk-cluster-'));
  const names = ['nats-1', 'nats-2', 'nats-3'];
  const ports = new Map<string, { client: number; route: number }>();
  for (const name of names) ports.set(name, { client: await freePort(), route: await freePort() });
  const routes = [...ports.values()].map(({ route }, index) => [
    `NATS_ROUTE_${index + 1}`,
    `nats://route:${PASSWORDS.NATS_ROUTE_PASSWORD}@127.0.0.1:${route}`,
  ]);
  const running = new Map<string, { server: ChildProcess; guard: Guard }>();

  const start = (name: string): void => {
    const { client = 0, route = 0 } = ports.get(name) ?? {};
    const own = join(folder, name);
    mkdirSync(own, { recursive: true });
    for (const file of ['nats.conf', 'nats-cluster.conf']) {
      const settings = readFileSync(projectPath('deploy', file), 'utf8');
      const here = settings.replaceAll(/^(http|listen): .*\n/gm, '').replace('/data', join(own, 'data'));
      writeFileSync(join(own, file), here.replace('0.0.0.0:6222', `127.0.0.1:${route}`));
    }
    const args = ['-c', join(own, 'nats-cluster.conf'), '-a', '127.0.0.1', '-p', String(client)];
    const server = spawn(program, [...args, '-l', join(own, 'nats.log')], {
      stdio: 'ignore',
      env: { ...PASSWORDS, ...Object.fromEntries(routes), NATS_NAME: name },
    });
    running.set(name, { server, guard: guardServer(server.pid ?? 0, 'KILL') });
  };
  const kill = async (name: string): Promise<void> => {
    const { server, guard } = running.get(name) ?? {};
    running.delete(name);
    if (!server) return;
    const ended = once(server, 'exit');
    if (server.exitCode === null && server.kill('SIGKILL')) await ended;
    guard?.dismiss();
  };
  names.forEach(start);
  const servers = [...ports.values()].map(({ client }) => `127.0.0.1:${client}`);
  return {
    url: `nats://command-api:${PASSWORDS.NATS_COMMAND_PASSWORD}@${servers.join(',')}`,
    names,
    routePort: ports.get('nats-1')?.route ?? 0,
    start,
    kill,
    async stop() {
      await Promise.all(names.map(kill));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
