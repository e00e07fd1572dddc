import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openClient } from '#libs/platform/database.js';
import { createTestDatabase, databaseUrl, type TestDatabase } from '#support/servers.js';
import { currentSchema } from '#libs/read-models/computations.js';
import { helpdesk } from '#support/cli.js';

/** Where another version has its read models. */
const PREVIOUS = 'read_0123456789ab';

describe('helpdesk', () => {
  const folder = mkdtempSync(join(tmpdir(), 'helpdesk-cli-'));
  let full: TestDatabase;
  let empty: TestDatabase;
  const run = (...args: string[]) => helpdesk(full.url, args);

  beforeAll(async () => {
    [full, empty] = [await createTestDatabase(), await createTestDatabase()];
    const { code, words } = await run('seed', '--tickets', '30');
    if (code !== 0) throw new Error(words);
  }, 120_000);
  afterAll(async () => {
    await Promise.all([full.drop(), empty.drop()]);
    rmSync(folder, { recursive: true });
  });

  it.each([
    ['an unknown verb', ['dance']],
    ['an unknown option', ['verify', '--fast']],
    ['a malformed checkpoint hash', ['verify', '--expect', '1:00']],
    ['a missing reason', ['erase', '--ticket', '1']],
    ['a checkpoint hash of a position that no log has', ['verify', '--expect', `0:${'0'.repeat(64)}`]],
    ['a moment that is none', ['replay', '--until', 'yesterday', '--schema', 'audit']],
    ['a moment without a schema', ['replay', '--until', '5']],
    ['a schema that is not ours', ['replay', '--until', '5', '--schema', 'log']],
    ['a comparison with what no replay made', ['replay', '--schema', 'read', '--against', 'log']],
    ['a model that is not there', ['classify', '--model', '/nowhere/categorizer.model']],
    ['an export that is not there', ['import', '/nowhere/export.ndjson']],
    ['a ticket that is not there', ['erase', '--ticket', '99999', '--reason', 'asked']],
    ['a log that is not empty', ['seed', '--tickets', '5']],
    ['a demo in a log that is not empty', ['demo']],
    ['an export that ends before it begins', ['export', '--after', '10', '--until', '3']],
  ])(
    'exits with 2 for %s, saying why on stderr',
    async (_what, args) => {
      const { code, data, words } = await run(...args);
      expect({ code, data }).toEqual({ code: 2, data: '' });
      expect(words).toMatch(/\w/);
      expect(words).not.toContain('    at ');
    },
    60_000,
  );

  it('classifies lines of text and of JSON', async () => {
    const input = 'The wifi is down\n{"text":"The heating is cold"}\n';
    const { code, data } = await helpdesk('', ['classify'], { input });
    const lines = data
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(code).toBe(0);
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(Object.keys(line)).toEqual(['category', 'confidence', 'words']);
    expect(lines.map((line) => line['category'])).toEqual(['technical-it', 'facility-management']);
  }, 60_000);

  it('says which line of JSON has no text to classify', async () => {
    const { code, words } = await helpdesk('', ['classify'], { input: 'The wifi is down\n{"bad":1}\n' });
    expect({ code, words }).toEqual({ code: 2, words: expect.stringContaining('Line 2 is JSON without a "text"') });
  }, 60_000);

  it.each(['', ' \t', '{"text":" "}'])(
    'rejects the empty line %j',
    async (line) => {
      const { code, words } = await helpdesk('', ['classify'], { input: `The wifi is down\n${line}\nNo light\n` });
      expect({ code, words }).toEqual({ code: 2, words: expect.stringContaining('Line 2 has no text') });
    },
    60_000,
  );

  it('replays in the time zone of the read models in use, unless another one is set', async () => {
    const zone = async (env: NodeJS.ProcessEnv): Promise<string> => {
      expect((await helpdesk(full.url, ['replay', '--no-compare'], { env })).code).toBe(0);
      const { data } = await run('status');
      return (JSON.parse(data) as { readModels: { timeZone: string } }).readModels.timeZone;
    };
    expect(await zone({ HELPDESK_TIME_ZONE: 'Asia/Kathmandu' })).toBe('Asia/Kathmandu');
    expect(await zone({ HELPDESK_TIME_ZONE: '' })).toBe('Asia/Kathmandu');
  }, 60_000);

  it('restores an export with the same hashes, erased texts included', async () => {
    expect((await run('erase', '--ticket', '2', '--reason', 'asked by the person')).code).toBe(0);
    const exported = await run('export');
    const file = join(folder, 'export.ndjson');
    writeFileSync(file, exported.data);
    const imported = await helpdesk(empty.url, ['import', file]);
    expect(imported.words).toContain('each with the hash it had');
    expect((await helpdesk(empty.url, ['export'])).data).toBe(exported.data);
    expect((await helpdesk(empty.url, ['verify'])).code).toBe(0);
  }, 120_000);

  it('exports the rest from a position', async () => {
    const all = (await run('export')).data.trim().split('\n');
    const rest = (await run('export', '--after', '10')).data.trim().split('\n');
    expect(rest).toEqual(all.slice(10));
  }, 60_000);

  it('rejects a changed export', async () => {
    const changed = (await run('export')).data.replace('"streamversion":"1"', '"streamversion":"1","name":"Mallory"');
    const fresh = await createTestDatabase();
    const { code, words } = await helpdesk(fresh.url, ['import'], { input: changed });
    const left = JSON.parse((await helpdesk(fresh.url, ['status'])).data) as { log: { position: number } };
    await fresh.drop();
    expect(code).toBe(1);
    expect(words).toContain('line 1: event 1 does not have the hash it had');
    expect(left.log.position).toBe(0);
  }, 60_000);

  it('names the first position that was tampered with, and exits with 1', async () => {
    const tampered = await createTestDatabase();
    await helpdesk(tampered.url, ['import'], { input: (await run('export')).data });
    const owner = await openClient({ connectionString: tampered.url });
    await owner.query('alter table log.events disable trigger all');
    await owner.query(`update log.events set metadata = metadata || ' ' where position = 7`);
    await owner.end();
    const { code, data } = await helpdesk(tampered.url, ['verify']);
    await tampered.drop();
    expect(code).toBe(1);
    expect(JSON.parse(data)).toMatchObject({ ok: false, bad: { position: 7 } });
  }, 120_000);

  it('compares with what was written down elsewhere', async () => {
    const lines = (await run('export', '--until', '20')).data.trim().split('\n');
    const { hash } = JSON.parse(lines.at(-1) ?? '') as { hash: string };
    const same = await run('verify', '--expect', `20:${hash}`);
    expect(same.code).toBe(0);
    expect(JSON.parse(same.data)).toMatchObject({ ok: true, compared: expect.arrayContaining(['--expect']) });
    const other = await run('verify', '--expect', `20:${hash}`, '--expect', `19:${hash}`);
    expect(other.code).toBe(1);
    expect(JSON.parse(other.data)).toMatchObject({ ok: false, bad: { position: 19 } });
    const longer = await run('verify', '--expect', `9999:${hash}`);
    expect(longer.code).toBe(1);
    expect(longer.words).toContain('its end was cut or an older copy restored');
  }, 60_000);

  it('replays the past into a schema of its own, by position and by time, and compares two', async () => {
    const lines = (await run('export')).data.trim().split('\n');
    const { time } = JSON.parse(lines[59] ?? '') as { time: string };
    const position = lines.findLastIndex((line) => (JSON.parse(line) as { time: string }).time <= time) + 1;
    const byTime = await run('replay', '--until', time, '--schema', 'audit_time');
    expect(JSON.parse(byTime.data)).toEqual({ schema: 'audit_time', position });
    const same = await run(
      'replay',
      '--until',
      String(position),
      '--schema',
      'audit_position',
      '--against',
      'audit_time',
    );
    expect({ code: same.code, words: same.words }).toEqual({
      code: 0,
      words: expect.stringContaining('audit_position and audit_time are equal'),
    });
    await run('replay', '--until', '30', '--schema', 'audit_position');
    const differing = await run('replay', '--schema', 'audit_position', '--against', 'audit_time');
    expect(differing.code).toBe(1);
    const { compared } = JSON.parse(differing.data) as { compared: { table: string; differences: number }[] };
    expect(compared.find(({ table }) => table === 'tickets')?.differences).toBeGreaterThan(0);
  }, 60_000);

  it('leaves a database of another version as it is when it only looks', async () => {
    const older = await createTestDatabase();
    await helpdesk(older.url, ['seed', '--tickets', '3']);
    const owner = await openClient({ connectionString: older.url });
    await owner.query(`drop table log.verifications; delete from log.migrations where name = '0002-verifications';
      drop schema read_models cascade; create schema ${PREVIOUS};
      create table ${PREVIOUS}.generations (generation integer); create table ${PREVIOUS}.migrations (name text)`);
    const form = async (): Promise<unknown[]> =>
      (
        await owner.query(`select name from log.migrations union all select name from ${PREVIOUS}.migrations
          union all select oid::text from pg_class where relnamespace in ('log'::regnamespace, '${PREVIOUS}'::regnamespace)
          order by 1`)
      ).rows;
    const before = await form();
    for (const verb of ['export', 'verify', 'status']) {
      const words = verb === 'export' ? 'Exported up to position' : 'of another version';
      const done = await helpdesk(older.url, [verb]);
      expect({ verb, ...done }).toMatchObject({ verb, code: 0, words: expect.stringContaining(words) });
    }
    expect(await helpdesk(older.url, ['replay'])).toMatchObject({ code: 0 });
    expect(await form()).toEqual(before);
    expect(await currentSchema(owner)).toBeDefined();
    expect((await helpdesk(older.url, ['erase', '--ticket', '1', '--reason', 'asked'])).code).toBe(0);
    expect((await helpdesk(older.url, ['verify'])).words).not.toContain('of another version');
    await owner.end();
    await older.drop();
  }, 120_000);

  it('says in one sentence that a database is not migrated', async () => {
    const bare = `bare_${process.pid}`;
    const owner = await openClient({ connectionString: full.url });
    await owner.query(`create database ${bare}`);
    for (const verb of ['verify', 'status', 'export', 'replay']) {
      const { code, data, words } = await helpdesk(databaseUrl(full.url, bare), [verb]);
      expect({ verb, code, data }).toEqual({ verb, code: 1, data: '' });
      expect(words).toMatch(/^The database is not migrated .*npm start.*\n$/);
    }
    await owner.query(`drop database ${bare}`);
    await owner.end();
  }, 60_000);

  it('rebuilds the read models', async () => {
    const { code, data } = await run('replay');
    const state = JSON.parse((await run('status')).data) as { log: { position: number }; readModels: { lag: number } };
    expect(code).toBe(0);
    expect(JSON.parse(data)).toMatchObject({ position: state.log.position });
    expect(state.readModels.lag).toBe(0);
  }, 60_000);
});
