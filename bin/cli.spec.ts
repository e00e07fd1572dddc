import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '#libs/local-stack/testing.js';
import { projectRoot } from '#libs/platform/project-root.js';

interface Outcome {
  readonly code: number | null;
  readonly data: string;
  readonly words: string;
}

/** The command line as people run it, on a database of its own. */
function helpdesk(databaseUrl: string, args: readonly string[], input = ''): Promise<Outcome> {
  const child = spawn(process.execPath, ['bin/helpdesk.js', ...args], {
    cwd: projectRoot,
    env: { ...process.env, NODE_OPTIONS: '', DATABASE_URL: databaseUrl, NATS_URL: '' },
  });
  let data = '';
  let words = '';
  child.stdout.on('data', (chunk: Buffer) => (data += chunk.toString('utf8')));
  child.stderr.on('data', (chunk: Buffer) => (words += chunk.toString('utf8')));
  child.stdin.end(input);
  return new Promise((resolve) => void child.once('close', (code) => resolve({ code, data, words })));
}

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
    ['a malformed witness', ['verify', '--expect', '1:00']],
    ['a missing reason', ['erase', '--ticket', '1']],
    ['a ticket that is not there', ['erase', '--ticket', '99999', '--reason', 'asked']],
    ['a log that is not empty', ['seed', '--tickets', '5']],
    ['a demo in a log that is not empty', ['demo']],
  ])(
    'exits with 2 for %s, saying why on stderr',
    async (_what, args) => {
      const { code, data, words } = await run(...args);
      expect({ code, data }).toEqual({ code: 2, data: '' });
      expect(words).toMatch(/\w/);
    },
    60_000,
  );

  it('classifies lines of text and of JSON', async () => {
    const input = 'The wifi is down\n{"text":"The heating is cold"}\n\n';
    const { code, data } = await helpdesk('', ['classify'], input);
    const lines = data
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(code).toBe(0);
    expect(lines).toHaveLength(3);
    for (const line of lines) expect(Object.keys(line)).toEqual(['category', 'confidence', 'words']);
    expect(lines.slice(0, 2).map((line) => line['category'])).toEqual(['technical-it', 'facility-management']);
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

  it('refuses a changed export', async () => {
    const changed = (await run('export')).data.replace('"streamversion":"1"', '"streamversion":"1","name":"Mallory"');
    const fresh = await createTestDatabase();
    const { code, words } = await helpdesk(fresh.url, ['import'], changed);
    await fresh.drop();
    expect(code).toBe(1);
    expect(words).toContain('do not have the hashes they had');
  }, 60_000);

  it('names the first position that was tampered with, and exits with 1', async () => {
    const tampered = await createTestDatabase();
    await helpdesk(tampered.url, ['import'], (await run('export')).data);
    const owner = new pg.Client({ connectionString: tampered.url });
    await owner.connect();
    await owner.query('alter table log.events disable trigger all');
    await owner.query(`update log.events set metadata = metadata || ' ' where position = 7`);
    await owner.end();
    const { code, data } = await helpdesk(tampered.url, ['verify']);
    await tampered.drop();
    expect(code).toBe(1);
    expect(JSON.parse(data)).toMatchObject({ ok: false, bad: { position: 7 } });
  }, 120_000);

  it('rebuilds the read models', async () => {
    const { code, data } = await run('replay');
    const state = JSON.parse((await run('status')).data) as { log: { position: number }; readModels: { lag: number } };
    expect(code).toBe(0);
    expect(JSON.parse(data)).toMatchObject({ position: state.log.position });
    expect(state.readModels.lag).toBe(0);
  }, 60_000);
});
