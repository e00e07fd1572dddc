import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { endProcess } from '#libs/local-stack/processes.js';
import { until } from '#libs/platform/retry.js';
import { projectRoot } from '#libs/platform/project-root.js';
import { TEST_CACHE } from '#support/servers.js';

/**
 * Boots what debootstrap made with its own systemd, in namespaces of its own. What is written goes into memory. The checkout is at
 * /opt/helpdesk, this Node at /usr/bin/node. The root is exchanged and not only changed: the kernel refuses user namespaces in a chroot.
 */
const BOOT = `set -e
mkdir "$GROUP"; echo $$ > "$GROUP/cgroup.procs"
exec unshare --mount --net --pid --ipc --uts --cgroup --fork --kill-child sh -c '
set -e
mount -t tmpfs tmpfs /mnt; mkdir /mnt/upper /mnt/work /mnt/root
mount -t overlay -o "lowerdir=$ROOTFS,upperdir=/mnt/upper,workdir=/mnt/work" overlay /mnt/root; cd /mnt/root
mkdir -p opt/helpdesk; mount --bind -o ro "$CHECKOUT" opt/helpdesk
touch usr/bin/node; mount --bind "$NODE" usr/bin/node
mount -t proc proc proc; mount -t sysfs -o ro sysfs sys; mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs -o mode=755 tmpfs run; mount -t tmpfs tmpfs tmp; mount -t tmpfs -o mode=755 tmpfs dev
for device in null zero full random urandom tty; do touch dev/$device; mount --bind /dev/$device dev/$device; done
mkdir dev/shm dev/pts; mount -t devpts -o newinstance,ptmxmode=0666 devpts dev/pts; ln -s pts/ptmx dev/ptmx
hostname plain; echo 127.0.0.1 plain localhost > etc/hosts
pivot_root . mnt
exec chroot . /usr/bin/env -i container=test sh -c "umount -l /mnt; exec /lib/systemd/systemd"'`;

/** A Debian with systemd as the first process, as on a server. Needs root, debootstrap and the second version of cgroups. */
export class PlainServer {
  private constructor(
    private readonly machine: ChildProcess,
    private readonly group: string,
    private readonly init: string,
  ) {}

  /** @param packages of Debian that it has */
  static async boot(packages: readonly string[]): Promise<PlainServer> {
    const rootfs = join(TEST_CACHE, ['plain-server', ...packages].join('-'));
    if (!existsSync(join(rootfs, 'complete'))) {
      rmSync(rootfs, { recursive: true, force: true });
      mkdirSync(TEST_CACHE, { recursive: true });
      const include = ['systemd-sysv', 'dbus', 'sudo', 'openssl', 'curl', ...packages].join(',');
      execFileSync('debootstrap', ['--variant=minbase', `--include=${include}`, 'bookworm', rootfs], { stdio: 'pipe' });
      mkdirSync(join(rootfs, 'complete'));
    }
    const [, cgroups = ''] = / (\S+) cgroup2 /.exec(readFileSync('/proc/mounts', 'utf8')) ?? [];
    const group = join(cgroups, `helpdesk-${process.pid}`);
    const env = {
      PATH: process.env['PATH'],
      GROUP: group,
      ROOTFS: rootfs,
      CHECKOUT: projectRoot,
      NODE: process.execPath,
    };
    const machine = spawn('sh', ['-c', BOOT], { env, stdio: ['ignore', 'inherit', 'inherit'] });
    let init = '';
    const boots = await until(() => (init = firstProcess(machine)) !== '', 20_000);
    const server = new PlainServer(machine, group, init);
    if (boots && (await until(async () => server.run('systemctl is-system-running').trim() === 'running', 60_000)))
      return server;
    await server.stop();
    throw new Error('the server does not come up');
  }

  /** What a shell of root says; nothing of a command that fails. */
  run(script: string): string {
    try {
      return this.must(script);
    } catch {
      return '';
    }
  }

  /** What a shell of root says. @throws when it fails */
  must(script: string): string {
    const enter = ['-t', this.init, '-m', '-n', '-p', '-i', '-u', '-C', '-r', '-w', 'sh', '-euc', script];
    return execFileSync('nsenter', enter, { encoding: 'utf8', stdio: 'pipe', env: { PATH: '/usr/sbin:/usr/bin' } });
  }

  async stop(): Promise<void> {
    if (this.machine.pid) await endProcess(this.machine.pid, ['SIGKILL']);
    // Once its last process is gone.
    const remove = [this.group, '-depth', '-type', 'd', '-exec', 'rmdir', '{}', '+'];
    await until(() => spawnSync('find', remove).status === 0, 10_000);
  }
}

/** The systemd that the shell has become the parent of; '' until it is there. */
function firstProcess({ pid }: ChildProcess): string {
  try {
    const child = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
    return readFileSync(`/proc/${child}/comm`, 'utf8') === 'systemd\n' ? child : '';
  } catch {
    return '';
  }
}
