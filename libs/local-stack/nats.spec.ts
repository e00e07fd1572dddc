import { spawn } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getNatsServer } from './nats-server.js';
import { startNats } from './nats.js';
import { freePort } from './ports.js';
import { isAlive, processesOn } from './processes.js';
import { until } from '#libs/platform/retry.js';
import { TEST_CACHE } from '#support/servers.js';

it('ends a server on the same data of which nothing was noted', async () => {
  const program = (await getNatsServer(TEST_CACHE, () => undefined)) ?? '';
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'helpdesk-stray-'));
  const store = join(folder, 'jetstream');
  const port = String(await freePort());
  const stray = spawn(program, ['-a', '127.0.0.1', '-p', port, '-js', '-sd', store], { stdio: 'ignore' });
  const pid = stray.pid ?? 0;
  expect(await until(() => processesOn('nats-server', store).includes(pid), 10_000)).toBe(true);
  const nats = await startNats({ program, folder });
  expect([isAlive(pid), isAlive(nats.pid)]).toEqual([false, true]);
  await nats.stop();
  expect(processesOn('nats-server', store)).toEqual([]);
  rmSync(folder, { recursive: true });
});
