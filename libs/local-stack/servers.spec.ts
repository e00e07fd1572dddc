import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { readConfig } from '#libs/platform/config.js';
import { TEST_CACHE } from '#support/servers.js';
import { getNatsServer } from './nats-server.js';
import { processesOn } from './processes.js';
import { startServers } from './servers.js';

const SUBJECT = 'helpdesk.events.Test.1';

/** A folder on a disk of 12 MB; where this user may not mount one, an ordinary folder. */
function smallDisk(folder: string): { readonly mounted: boolean; unmount(): void } {
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=12m', 'tmpfs', folder]).status === 0;
  return { mounted, unmount: () => void (mounted && spawnSync('umount', [folder])) };
}

function login(url: string): Promise<NatsConnection> {
  const { host, username, password } = new URL(url);
  return connect({ servers: host, user: username, pass: password, maxReconnectAttempts: -1, reconnectTimeWait: 100 });
}

it('starts nats-server again, with its data, when JetStream does not answer although the process lives', async () => {
  await getNatsServer(TEST_CACHE, () => undefined);
  const dataDir = mkdtempSync(join(realpathSync(tmpdir()), 'helpdesk-full-'));
  symlinkSync(TEST_CACHE, join(dataDir, 'programs'));
  const folder = join(dataDir, 'nats');
  mkdirSync(folder);
  const disk = smallDisk(folder);
  const said: string[] = [];
  const config = readConfig({ DATABASE_URL: 'postgres://127.0.0.1/elsewhere' });
  const servers = await startServers({ config, dataDir, say: (words) => said.push(words) });
  const nats = await login(servers.natsUrl ?? '');
  try {
    const { streams } = await jetstreamManager(nats, { timeout: 1_000 });
    await streams.add({ name: 'HELPDESK', subjects: ['helpdesk.events.>'] });
    await nats.request(SUBJECT, Buffer.alloc(50_000));
    if (disk.mounted) {
      writeFileSync(join(folder, 'fill'), Buffer.alloc(9_000_000));
      let works = true;
      while (works) {
        works = await nats.request(SUBJECT, Buffer.alloc(500_000), { timeout: 1_000 }).then(
          () => true,
          () => false,
        );
      }
      rmSync(join(folder, 'fill'));
    } else {
      process.kill(processesOn('nats-server', join(folder, 'jetstream'))[0] ?? 0, 'SIGSTOP');
    }
    while (!said.some((words) => words.includes('is back'))) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(said[0]).toContain('nats-server ended unexpectedly (it did not answer): starting it again');
    const again = await login(servers.natsUrl ?? '');
    const { state } = await (await jetstreamManager(again)).streams.info('HELPDESK');
    expect(state.messages).toBeGreaterThan(0);
    const stored = await again.request(SUBJECT, Buffer.alloc(50_000));
    expect(stored.json()).toMatchObject({ stream: 'HELPDESK', seq: state.last_seq + 1 });
    await again.close();
  } finally {
    await nats.close();
    await servers.stop();
    disk.unmount();
    rmSync(dataDir, { recursive: true });
  }
});
