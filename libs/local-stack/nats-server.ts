import { execFile } from 'node:child_process';
import { accessSync, constants, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** `nats-server`, as `getProgram` finds it. */
export function getNatsServer(cache: string, say: (words: string) => void): Promise<string | undefined> {
  return getProgram('nats-server', cache, say);
}

/**
 * Finds a program in the PATH, or unpacks it from the distribution's package of the same name without installing it: works for ordinary users.
 * @param cache folder to unpack into
 * @returns undefined when this system has no such package or cannot fetch it
 */
export async function getProgram(
  name: string,
  cache: string,
  say: (words: string) => void,
): Promise<string | undefined> {
  const found = findProgram(name, cache);
  if (found || process.platform !== 'linux') return found;
  say(`${name} is not installed: unpacking it from the package of this system`);
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, `${name}-download-`));
  try {
    await download(name, folder);
    const archive = readdirSync(folder).find((file) => file.endsWith('.deb'));
    if (!archive) return undefined;
    await run('dpkg-deb', ['-x', archive, 'root'], { cwd: folder });
    rmSync(join(cache, name), { recursive: true, force: true });
    renameSync(join(folder, 'root'), join(cache, name));
    return findProgram(name, cache);
  } catch {
    return undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The program of the PATH, or the one unpacked earlier into the cache folder. */
function findProgram(name: string, cache: string): string | undefined {
  const unpacked = ['usr/sbin', 'usr/bin'].map((folder) => join(cache, name, folder));
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin', ...unpacked];
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

async function download(name: string, folder: string): Promise<void> {
  // apt hands over to the user _apt, who may not enter every folder of root.
  const get = () =>
    run('apt-get', ['download', '-o', 'APT::Sandbox::User=root', name], { cwd: folder, timeout: 120_000 });
  try {
    await get();
  } catch (error) {
    if (process.getuid?.() !== 0) throw error;
    await run('apt-get', ['update'], { timeout: 180_000 });
    await get();
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
