import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { openClient } from '#libs/platform/database.js';
import { noteUpkeep } from '#libs/event-log/upkeep.js';
import { readHead } from '#libs/event-log/read.js';
import { noteVerification } from '#libs/event-log/verifications.js';
import { helpdesk } from '#support/cli.js';
import { createTestDatabase, startTestNats, type TestDatabase, type TestNats } from '#support/servers.js';
import type { Diagnosis } from './finding.js';

describe('helpdesk doctor', () => {
  const folder = mkdtempSync(join(tmpdir(), 'helpdesk-doctor-'));
  let database: TestDatabase;
  let nats: TestNats;
  let owner: pg.Client;

  beforeAll(async () => {
    [database, nats] = await Promise.all([createTestDatabase(), startTestNats()]);
    owner = await openClient({ connectionString: database.url });
  }, 60_000);
  afterAll(async () => {
    await owner.end();
    await Promise.all([nats.stop(), database.drop()]);
    rmSync(folder, { recursive: true });
  });

  async function levels(
    env: NodeJS.ProcessEnv,
    natsUrl = nats.url,
  ): Promise<{ code: number | null; of: Record<string, string> }> {
    const { code, data } = await helpdesk(database.url, ['doctor'], { env, natsUrl });
    const found = JSON.parse(data) as Diagnosis[];
    return { code, of: Object.fromEntries(found.map(({ check, level }) => [check, level])) };
  }

  it('finds what is bad or missing', async () => {
    await owner.query(`update log.log_identity set created_at = now() - interval '50 days'`);
    const { code, of } = await levels(
      {
        HELPDESK_URL: 'http://helpdesk.example',
        COMMAND_API_HOST: '0.0.0.0',
        NOTIFIER_HOST: '0.0.0.0',
        HELPDESK_TIME_ZONE: '',
        HELPDESK_ABOUT: join(folder, 'none.json'),
      },
      'nats://127.0.0.1:1',
    );
    expect({ code, ...of }).toMatchObject({
      code: 1,
      backup: 'bad',
      'restore test': 'warning',
      'disk of backups': 'bad',
      'checkpoint file': 'warning',
      'time zone': 'warning',
      'command-api': 'bad',
      notifier: 'bad',
      address: 'warning',
      emergency: 'bad',
      log: 'warning',
      nats: 'bad',
      postgresql: 'bad',
    });
  }, 60_000);

  it('is content with what is in order', async () => {
    const head = await readHead(owner);
    for (const kind of ['backup', 'restore-test'] as const)
      await noteUpkeep(owner, { kind, ok: true, position: 0, hash: null, detail: 'a file' });
    await noteVerification(owner, { ok: true, head, events: 0, erased: 0 }, []);
    writeFileSync(join(folder, 'about.json'), '{"emergency":"112"}');
    const { of } = await levels({
      HELPDESK_URL: 'https://helpdesk.example',
      HELPDESK_TIME_ZONE: 'Europe/Rome',
      HELPDESK_ABOUT: join(folder, 'about.json'),
      HELPDESK_BACKUP_DIR: folder,
      HELPDESK_CHECKPOINT_FILE: '/dev/shm/checkpoints.txt',
      COMMAND_API_HOST: '0.0.0.0',
      COMMAND_API_TOKEN: 'a token',
      NOTIFIER_HOST: '0.0.0.0',
      NOTIFIER_TOKEN: 'another token',
    });
    expect(of).toMatchObject({
      backup: 'ok',
      'checkpoint file': 'ok',
      'restore test': 'ok',
      'time zone': 'ok',
      'command-api': 'ok',
      notifier: 'ok',
      address: 'ok',
      emergency: 'ok',
      log: 'ok',
    });
    expect(Object.keys(of)).toHaveLength(13);
    const near = await levels({
      HELPDESK_BACKUP_DIR: folder,
      HELPDESK_CHECKPOINT_FILE: join(folder, 'checkpoints.txt'),
    });
    expect(near.of['checkpoint file']).toBe('warning');
  }, 60_000);
});
