import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The `nats-server` of the PATH, or the one unpacked earlier into the cache folder. */
export function findNatsServer(cache: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin', unpackedIn(cache)];
  return folders.map((folder) => join(folder, 'nats-server')).find(isExecutable);
}

/**
 * Finds nats-server, or unpacks it from the distribution's package without installing it: works for ordinary users.
 * @param cache folder to unpack into
 * @returns undefined when this system has no such package or cannot fetch it
 */
export async function getNatsServer(cache: string, say: (words: string) => void): Promise<string | undefined> {
  const found = findNatsServer(cache);
  if (found || process.platform !== 'linux') return found;
  say('nats-server is not installed: unpacking it from the package of this system');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'nats-download-'));
  try {
    await download(folder);
    const archive = readdirSync(folder).find((name) => name.endsWith('.deb'));
    if (!archive) return undefined;
    await run('dpkg-deb', ['-x', archive, 'root'], { cwd: folder });
    rmSync(join(cache, 'nats-server'), { recursive: true, force: true });
    renameSync(join(folder, 'root'), join(cache, 'nats-server'));
    return findNatsServer(cache);
  } catch {
    return undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function download(folder: string): Promise<void> {
  // apt hands over to the user _apt, who may not enter every folder of root.
  const get = () =>
    run('apt-get', ['download', '-o', 'APT::Sandbox::User=root', 'nats-server'], { cwd: folder, timeout: 120_000 });
  try {
    await get();
  } catch (error) {
    if (process.getuid?.() !== 0) throw error;
    await run('apt-get', ['update'], { timeout: 180_000 });
    await get();
  }
}

function unpackedIn(cache: string): string {
  const root = join(cache, 'nats-server');
  return (
    ['usr/sbin', 'usr/bin'].map((sub) => join(root, sub)).find((sub) => existsSync(join(sub, 'nats-server'))) ?? root
  );
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
