import { stat, statfs } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type pg from 'pg';
import { readBackupState } from '#libs/event-log/upkeep.js';
import { lastVerification } from '#libs/event-log/verifications.js';
import { projectRoot } from '#libs/platform/project-root.js';
import { readCurrentCheckpoint } from '#libs/read-models/queries/checkpoint.js';
import { listComputations } from '#libs/read-models/computations.js';
import { ifThere, withBus, type System } from '../cli/system.js';
import { bad, ok, warning, type Diagnosis } from './finding.js';

/** Free space of a disk below which it is bad, and below which it is a warning. */
const [LITTLE, SOME] = [0.1, 0.2];
const RESTORE_TEST_LATE = 40 * 24 * 60 * 60_000;

/** What database, disks, backups and NATS show. */
export async function checkSystem(system: System, owner: pg.Client): Promise<Diagnosis[]> {
  return [
    await postgres(system, owner),
    await zone(system, owner),
    await chain(owner),
    ...((await ifThere('backups', () => backups(owner))) ?? []),
    ...(await disks(system)),
    await secondPlace(system),
    await nats(system),
  ];
}

async function postgres({ config }: System, owner: pg.Client): Promise<Diagnosis> {
  const { rows } = await owner.query<{ name: string; setting: string }>(
    `select name, setting from pg_settings where name in ('server_version', 'fsync', 'full_page_writes', 'data_checksums')`,
  );
  const { server_version: version = '', ...safe } = Object.fromEntries(
    rows.map(({ name, setting }) => [name, setting]),
  );
  const off = Object.keys(safe).filter((name) => safe[name] !== 'on');
  if (off.some((name) => name !== 'data_checksums')) {
    return bad('postgresql', `${off.join(' and ')} off: a power cut can destroy the log. Switch on.`);
  }
  if (!config.DATABASE_URL && config.HELPDESK_URL) {
    return warning(
      'postgresql',
      `The embedded server (${version}) is for trying and for small helpdesks: see docs/operations/servers.md.`,
    );
  }
  if (off.length > 0)
    return warning(
      'postgresql',
      `${version} without data checksums: a disk that lies is noticed later (pg_checksums --enable).`,
    );
  return ok('postgresql', version);
}

async function zone({ config }: System, owner: pg.Client): Promise<Diagnosis> {
  const current = (await ifThere('the read models', () => listComputations(owner)))?.find(
    ({ state }) => state === 'current',
  );
  const [shown, wanted] = [current?.timeZone, config.HELPDESK_TIME_ZONE];
  if (!process.env['HELPDESK_TIME_ZONE']) {
    return warning(
      'time zone',
      `HELPDESK_TIME_ZONE is not set; the pages show ${shown ?? wanted}, the zone of the machine.`,
    );
  }
  if (shown && shown !== wanted)
    return warning(
      'time zone',
      `The pages show ${shown}, HELPDESK_TIME_ZONE is ${wanted}: restart the projector with it.`,
    );
  return ok('time zone', wanted);
}

async function chain(owner: pg.Client): Promise<Diagnosis> {
  const { stopped } = await readCurrentCheckpoint(owner);
  if (stopped) return bad('log', stopped);
  const last = await lastVerification(owner);
  if (last?.badPosition) return bad('log', `Event ${last.badPosition} is not as it was written: ${last.reason}.`);
  if (!last)
    return warning('log', '`helpdesk verify` never ran: it compares with every checkpoint hash that there is.');
  return ok('log', `Verified up to event ${last.position} on ${last.at.toISOString()}.`);
}

async function backups(owner: pg.Client): Promise<Diagnosis[]> {
  const { at, failure, overdue, restoredAt, since } = await readBackupState(owner);
  const restored = Date.now() - (restoredAt ?? since).getTime() < RESTORE_TEST_LATE;
  return [
    overdue || failure
      ? bad(
          'backup',
          `${at ? `The last good one is of ${at.toISOString()}` : 'There is none'}${failure ? `; the last try failed: ${failure}` : ''}.`,
        )
      : ok('backup', at ? at.toISOString() : 'The first one is due in the next night.'),
    restored
      ? ok('restore test', restoredAt?.toISOString() ?? 'The first one comes with the first backup.')
      : warning('restore test', 'No backup was restored for 40 days: `helpdesk backup --restore-test`.'),
  ];
}

async function disks({ config }: System): Promise<Diagnosis[]> {
  const folders = [
    ...(config.DATABASE_URL ? [] : [['data', config.HELPDESK_DATA_DIR] as const]),
    ...(config.HELPDESK_BACKUP_DIR ? [['backups', config.HELPDESK_BACKUP_DIR] as const] : []),
  ];
  const found = await Promise.all(
    folders.map(async ([name, folder]) => {
      const path = resolve(projectRoot, folder);
      const disk = await statfs(path).catch(() => undefined);
      return disk
        ? space(`disk of ${name}`, path, disk.bavail / disk.blocks)
        : ok(`disk of ${name}`, `${path} is not there yet.`);
    }),
  );
  if (config.HELPDESK_BACKUP_DIR) return found;
  return [...found, bad('disk of backups', 'HELPDESK_BACKUP_DIR is not set: nothing is backed up from here.')];
}

/** Whoever can lose or rewrite one disk must not reach the hashes that would show it. */
async function secondPlace({ config }: System): Promise<Diagnosis> {
  const { HELPDESK_CHECKPOINT_FILE: file, HELPDESK_BACKUP_DIR: dir, HELPDESK_DATA_DIR: data } = config;
  if (!file)
    return warning('checkpoint file', 'HELPDESK_CHECKPOINT_FILE is not set: a cut end of the log may go unseen.');
  const disk = async (path: string): Promise<number | undefined> =>
    (await stat(resolve(projectRoot, path)).catch(() => undefined))?.dev;
  const near = await Promise.all([dir ?? '', ...(config.DATABASE_URL ? [] : [data])].map(disk));
  if (!near.includes(await disk(dirname(file)))) return ok('checkpoint file', file);
  return warning(
    'checkpoint file',
    `${file} is on the disk of the backups or of the log: keep a copy on another machine.`,
  );
}

function space(check: string, path: string, free: number): Diagnosis {
  const words = `${path} has ${Math.round(free * 100)} % free`;
  if (free < LITTLE) return bad(check, `${words}: make room, commands stop when it is full.`);
  return free < SOME ? warning(check, `${words}.`) : ok(check, `${words}.`);
}

async function nats(system: System): Promise<Diagnosis> {
  if (!system.natsUrl) return warning('nats', 'There is none: what integrates by events waits.');
  try {
    const version = await withBus(system, (bus) => Promise.resolve(bus.nats.info?.version ?? '0.0'));
    const [major = 0, minor = 0] = version.split('.').map(Number);
    if (major > 2 || minor >= 10) return ok('nats', version);
    return warning(
      'nats',
      `${version}: when its disk was full it answers nothing about its streams until it is restarted. Newer ones recover: 2.10.`,
    );
  } catch (error) {
    return bad('nats', error instanceof Error ? error.message : String(error));
  }
}
