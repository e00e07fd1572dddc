import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { openClient } from '#libs/platform/database.js';
import { append } from '#libs/event-log/append.js';
import { lastUpkeep } from '#libs/event-log/upkeep.js';
import { helpdesk, type Outcome } from '#support/cli.js';
import { aRequest } from '#support/event-log.js';
import { BACKUP_LOCK } from './write-backup.js';
import { createTestDatabase, type TestDatabase } from '#support/servers.js';

describe('helpdesk backup', () => {
  const root = mkdtempSync(join(tmpdir(), 'helpdesk-backup-'));
  const dir = join(root, 'backups');
  const checkpoints = join(root, 'elsewhere', 'checkpoints.txt');
  let database: TestDatabase;
  let owner: pg.Client;

  beforeAll(async () => {
    database = await createTestDatabase();
    owner = await openClient({ connectionString: database.url });
    for (const commandId of ['a', 'b', 'c'])
      await append(owner, [aRequest({ commandId, stream: `thing-${commandId}` })]);
  });
  afterAll(async () => {
    await owner.end();
    await database.drop();
    rmSync(root, { recursive: true });
  });

  const env = { HELPDESK_BACKUP_DIR: dir, HELPDESK_CHECKPOINT_FILE: checkpoints };
  const backup = (...args: string[]): Promise<Outcome> => helpdesk(database.url, ['backup', ...args], { env });
  const files = (): string[] => readdirSync(dir).toSorted();

  it('writes a file for its owner only, reads it back, restores it the first time, and says so', async () => {
    const { code, data } = await backup();
    expect({ code, ...JSON.parse(data) }).toMatchObject({
      code: 0,
      position: 3,
      answers: 3,
      restoreTest: '3 events and 3 stored responses are those of the log',
    });
    const [file = ''] = files();
    expect(files()).toEqual([expect.stringMatching(/^helpdesk-[\da-f]{8}-\d{8}T\d{6}Z-3\.ndjson\.gz$/)]);
    expect(statSync(join(dir, file)).mode & 0o777).toBe(0o600);
    const { good } = await lastUpkeep(owner);
    expect(good.map(({ kind, position }) => [kind, position])).toEqual([
      ['backup', 3],
      ['restore-test', 3],
    ]);
    const { rows } = await owner.query(`select datname from pg_database where datname like '%restore_test'`);
    expect(rows).toEqual([]);
  }, 60_000);

  it('can be imported as it is, and is not when it was cut', async () => {
    const file = join(dir, files()[0] ?? '');
    const [empty, another] = await Promise.all([createTestDatabase(), createTestDatabase()]);
    const imported = await helpdesk(empty.url, ['import', file]);
    expect({ code: imported.code, ...JSON.parse(imported.data) }).toMatchObject({ code: 0, ok: true, position: 3 });
    const cut = join(root, 'cut.ndjson.gz');
    const whole = readFileSync(file);
    writeFileSync(cut, whole.subarray(0, whole.length - 200));
    const refused = await helpdesk(another.url, ['import', cut]);
    expect({ code: refused.code, words: refused.words }).toEqual({
      code: 1,
      words: expect.stringContaining('cut off'),
    });
    await Promise.all([empty.drop(), another.drop()]);
  }, 60_000);

  it('keeps the newest fourteen of this log, and nothing else goes', async () => {
    const [newest = ''] = files();
    const id = newest.slice('helpdesk-'.length, 'helpdesk-'.length + 8);
    const old = Array.from({ length: 15 }, (_, day) => `helpdesk-${id}-202001${10 + day}T013000Z-1.ndjson.gz`);
    const other = 'helpdesk-00000000-20200101T013000Z-1.ndjson.gz';
    for (const name of [...old, other, 'notes.txt']) writeFileSync(join(dir, name), '');
    await append(owner, [aRequest({ commandId: 'd', stream: 'thing-d' })]);
    const { code, data } = await backup();
    expect(code).toBe(0);
    expect(JSON.parse(data)).not.toHaveProperty('restoreTest');
    const kept = files().filter((name) => name.startsWith(`helpdesk-${id}`));
    expect(kept).toHaveLength(14);
    expect(kept.slice(0, 12)).toEqual(old.slice(3));
    expect(kept[12]).toBe(newest);
    expect(files()).toEqual(expect.arrayContaining([other, 'notes.txt']));
  }, 60_000);

  it('writes each checkpoint hash to the other place, where verify compares it', async () => {
    const lines = readFileSync(checkpoints, 'utf8').trim().split('\n');
    expect(lines.map((line) => line.split(':')[0])).toEqual(['3', '4']);
    const verified = await helpdesk(database.url, ['verify'], { env });
    expect(verified.code).toBe(0);
    expect(JSON.parse(verified.data)).toMatchObject({ compared: expect.arrayContaining([checkpoints]) });
  }, 60_000);

  it('of a log whose end was cut writes nothing and removes nothing, and verify finds it', async () => {
    const before = files();
    const line = readFileSync(checkpoints, 'utf8').trim().split('\n').at(-1) ?? '';
    appendFileSync(checkpoints, `${line.replace(/^4:/, '5:')}\n`);
    const { code, words } = await backup();
    expect({ code, words }).toEqual({ code: 1, words: expect.stringContaining('does not hold event 5') });
    expect(files()).toEqual(before);
    expect((await lastUpkeep(owner)).last).toContainEqual(expect.objectContaining({ kind: 'backup', ok: false }));
    expect((await helpdesk(database.url, ['verify'], { env })).code).toBe(1);
  }, 60_000);

  it("is in nobody's way while it runs but another one's", async () => {
    const running = await openClient({ connectionString: database.url });
    await running.query('select pg_advisory_lock($1)', [BACKUP_LOCK]);
    await owner.query(`set statement_timeout = '10s'`);
    const [appended] = await append(owner, [aRequest({ commandId: 'meanwhile', stream: 'thing-meanwhile' })]);
    const { code, words } = await backup();
    await running.end();
    expect(appended?.outcome).toBe('appended');
    expect({ code, words }).toEqual({ code: 2, words: expect.stringContaining('under way') });
  }, 60_000);

  it('needs to be told where', async () => {
    const { code, words } = await helpdesk(database.url, ['backup'], { env: { HELPDESK_BACKUP_DIR: '' } });
    expect({ code, words }).toEqual({ code: 2, words: expect.stringContaining('Set HELPDESK_BACKUP_DIR') });
  });
});
