import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '#libs/platform/project-root.js';
import { TEST_CACHE } from '#support/servers.js';

const FOLDER = join(TEST_CACHE, 'image');
const ROOTFS = join(FOLDER, 'rootfs');
const IMAGE = 'campus-helpdesk';

const run = (program: string, args: readonly string[], cwd = FOLDER): string =>
  execFileSync(program, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 2 ** 26 });
const buildah = (...args: string[]): string =>
  run('buildah', ['--root', join(FOLDER, 'store'), '--runroot', join(FOLDER, 'run'), ...args], projectRoot).trim();

/**
 * Builds the image from the Dockerfile without a container engine: on a Debian of debootstrap with the Node of npm, which takes the
 * place of the official base image. Needs root, buildah and debootstrap.
 * @returns the folder of its files, and its size in megabytes
 */
export function buildImage(): { root: string; megabytes: number } {
  mkdirSync(FOLDER, { recursive: true });
  const base = /^FROM (\S+)/m.exec(readFileSync(join(projectRoot, 'Dockerfile'), 'utf8'))?.[1] ?? '';
  if (!existsSync(join(ROOTFS, 'usr', 'local', 'bin', 'node'))) makeRootfs(/:([\d.]+)/.exec(base)?.[1] ?? '');
  const certificates = process.env['NODE_EXTRA_CA_CERTS'];
  if (certificates) copyFileSync(certificates, join(ROOTFS, 'etc', 'ssl', 'certs', 'ca-certificates.crt'));
  const scratch = buildah('from', 'scratch');
  buildah('add', '-q', scratch, ROOTFS, '/');
  buildah('config', '--env', 'NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt', scratch);
  buildah('commit', '-q', scratch, `docker.io/library/${base}`);
  buildah('rm', scratch);
  buildah('bud', '--isolation', 'chroot', '--pull-never', '--network', 'host', '-t', IMAGE, '-f', 'Dockerfile', '.');
  const megabytes = Number(/([\d.]+) MB/.exec(buildah('images', '--format', '{{.Size}}', IMAGE))?.[1]);
  return { root: buildah('mount', buildah('from', '--pull-never', `localhost/${IMAGE}`)), megabytes };
}

/** Gives the folder of the image's files back. */
export function releaseImage(): void {
  buildah('umount', '-a');
  buildah('rm', '-a');
}

function makeRootfs(version: string): void {
  rmSync(ROOTFS, { recursive: true, force: true });
  run('debootstrap', ['--variant=minbase', '--include=ca-certificates', 'bookworm', ROOTFS]);
  const local = join(ROOTFS, 'usr', 'local');
  mkdirSync(join(local, 'lib', 'node_modules'), { recursive: true });
  run('npm', ['pack', '--silent', `node-linux-${process.arch}@${version}`, 'npm@11']);
  for (const archive of readdirSync(FOLDER).filter((name) => name.endsWith('.tgz'))) {
    run('tar', ['xzf', archive]);
    if (archive.startsWith('npm-')) run('mv', ['package', join(local, 'lib', 'node_modules', 'npm')]);
    else run('mv', ['package/bin/node', join(local, 'bin', 'node')]);
    run('rm', ['-rf', 'package', archive]);
  }
  run('ln', ['-s', '../lib/node_modules/npm/bin/npm-cli.js', join(local, 'bin', 'npm')]);
  run('chmod', ['+x', join(local, 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js')]);
  run('chroot', [ROOTFS, 'useradd', '-m', '-u', '1000', 'node']);
  run('sh', [
    '-c',
    `cd ${ROOTFS} && rm -rf var/cache/apt/archives/*.deb var/lib/apt/lists/* usr/share/doc usr/share/man usr/share/locale`,
  ]);
}

/** As the engine would: a root that cannot be written but for /tmp, the user of the image, secrets as files in /mnt. */
const INSIDE = `set -e
mount --bind "$ROOT" "$ROOT"; mount -o remount,bind,ro "$ROOT"
mount -t tmpfs tmpfs "$ROOT/tmp"; mount -t proc proc "$ROOT/proc"; mount --bind /dev "$ROOT/dev"; mount --bind "$SECRETS" "$ROOT/mnt"
exec chroot --userspec=1000:1000 "$ROOT" /usr/bin/env -i PATH=/usr/local/bin:/usr/bin:/bin NODE_ENV=production $SETTINGS sh -c 'cd /app && exec "$@"' sh "$@"`;

export interface ContainerOptions {
  readonly root: string;
  /** Outside; readable by the user of the image. */
  readonly secretsFolder: string;
  readonly settings: Readonly<Record<string, string>>;
  /** Settings that are handed over as NAME_FILE. */
  readonly secrets?: Readonly<Record<string, string>>;
}

/** Starts a command of the image. */
export function startInImage(command: readonly string[], options: ContainerOptions): ChildProcess {
  const { root, secretsFolder, settings, secrets = {} } = options;
  const given = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
  for (const [name, value] of Object.entries(secrets)) {
    writeFileSync(join(secretsFolder, name), `${value}\n`, { mode: 0o644 });
    given.push(`${name}_FILE=/mnt/${name}`);
  }
  return spawn('unshare', ['--mount', 'sh', '-c', INSIDE, 'sh', ...command], {
    env: { PATH: process.env['PATH'], ROOT: root, SECRETS: secretsFolder, SETTINGS: given.join(' ') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}
