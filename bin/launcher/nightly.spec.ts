import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { openClient } from '#libs/platform/database.js';
import { append } from '#libs/event-log/append.js';
import { noteUpkeep, readBackupState } from '#libs/event-log/upkeep.js';
import { until } from '#libs/platform/retry.js';
import { readConfig } from '#libs/platform/config.js';
import { aRequest } from '#support/event-log.js';
import { createTestDatabase, type TestDatabase } from '#support/servers.js';
import { Nightly } from './nightly.js';

describe('what runs each night', () => {
  const dir = mkdtempSync(join(tmpdir(), 'helpdesk-nightly-'));
  let database: TestDatabase;
  let owner: pg.Client;
  let lines: string[];

  beforeEach(async () => {
    lines = [];
    database = await createTestDatabase();
    owner = await openClient({ connectionString: database.url });
    await append(owner, [aRequest({ commandId: 'a', stream: 'thing-1' })]);
  });
  afterEach(async () => {
    await owner.end();
    await database.drop();
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  /** At midnight in UTC: whatever the time now, today's run is due. */
  function night(folder: string): Nightly {
    const env = { HELPDESK_BACKUP_DIR: folder, HELPDESK_NIGHTLY_AT: '00:00', HELPDESK_TIME_ZONE: 'UTC' };
    return new Nightly({
      config: readConfig(env),
      databaseUrl: database.url,
      env: { ...process.env, NODE_OPTIONS: '', NATS_URL: '', ...env },
      onLine: (line) => void lines.push(line),
    });
  }
  const age = (sql: string): Promise<unknown> =>
    owner.query(`update log.log_identity set created_at = now() - interval '${sql}'`);

  it('makes up for a backup that was missed', async () => {
    await age('2 days');
    expect(await readBackupState(owner)).toMatchObject({ at: null, overdue: true });
    const nightly = night(dir);
    const backedUp = await until(async () => (await readBackupState(owner)).restoredAt !== null, 30_000);
    await nightly.stop();
    expect({ backedUp, lines: lines.join('\n') }).toEqual({
      backedUp: true,
      lines: expect.stringContaining('read back to the end'),
    });
    expect(readdirSync(dir)).toHaveLength(1);
    expect(await readBackupState(owner)).toMatchObject({ position: 1, failure: null, overdue: false });
  }, 60_000);

  it('notes why one failed', async () => {
    await age('2 days');
    const nightly = night('/dev/null/backups');
    const failed = await until(async () => (await readBackupState(owner)).failure !== null, 30_000);
    await nightly.stop();
    expect(failed).toBe(true);
    expect(await readBackupState(owner)).toMatchObject({
      at: null,
      failure: expect.stringContaining('/dev/null/backups'),
    });
  }, 60_000);

  it('is not late 36 hours after a good one, and is a minute later', async () => {
    await noteUpkeep(owner, { kind: 'backup', ok: true, position: 1, hash: null, detail: 'a file' });
    const { at } = await readBackupState(owner);
    const later = (at?.getTime() ?? 0) + 36 * 60 * 60_000;
    expect((await readBackupState(owner, later)).overdue).toBe(false);
    expect((await readBackupState(owner, later + 60_000)).overdue).toBe(true);
  });
});
