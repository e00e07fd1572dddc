import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getProgram } from '#libs/local-stack/nats-server.js';
import { freePort } from '#libs/local-stack/ports.js';
import { endProcess } from '#libs/local-stack/processes.js';
import { until } from '#libs/platform/retry.js';
import { projectPath } from '#libs/platform/project-root.js';
import { TEST_CACHE } from './servers.js';

/** For specs: the Caddy of the distribution. */
export async function findCaddy(): Promise<string> {
  const program = await getProgram('caddy', TEST_CACHE, () => undefined);
  if (!program) throw new Error('caddy is missing: install it with `apt-get install caddy`.');
  return program;
}

/**
 * For specs: the shipped Caddyfile in front of the pages, once it serves them.
 * @param roles a file of deploy/roles
 */
export async function startCaddy(
  queryUrl: string,
  roles: string,
  env: Record<string, string> = {},
): Promise<{ url: string; stop(): Promise<void> }> {
  const caddy = await findCaddy();
  const folder = mkdtempSync(join(tmpdir(), 'helpdesk-caddy-'));
  const [port, admin] = [await freePort(), await freePort()];
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(caddy, ['run', '--config', projectPath('deploy', 'Caddyfile'), '--adapter', 'caddyfile'], {
    env: {
      PATH: process.env['PATH'],
      HOME: folder,
      CADDY_ADMIN: `127.0.0.1:${admin}`,
      HELPDESK_SITE: url,
      HELPDESK_UPSTREAM: new URL(queryUrl).host,
      HELPDESK_ROLES: roles,
      ...env,
    },
    stdio: 'ignore',
  });
  const stop = async (): Promise<void> => {
    if (child.pid) await endProcess(child.pid, ['SIGKILL']);
    rmSync(folder, { recursive: true, force: true });
  };
  const serves = (): Promise<boolean> =>
    fetch(`${url}/help`).then(
      ({ ok }) => ok,
      () => false,
    );
  if (await until(serves, 20_000)) return { url, stop };
  await stop();
  throw new Error('caddy does not serve the pages');
}

/** For specs: reads a live stream until it says something. */
export async function hears(url: string, words: string, act: () => Promise<unknown>): Promise<boolean> {
  const { body } = await fetch(url, { signal: AbortSignal.timeout(20_000) });
  await act();
  let heard = '';
  for await (const piece of body ?? []) {
    heard += Buffer.from(piece as Uint8Array).toString();
    if (heard.includes(words)) return true;
  }
  return false;
}
