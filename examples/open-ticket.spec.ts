import pg from 'pg';
import { startApp, type RunningApp } from '#libs/local-stack/apps.js';
import { createTestDatabase, startTestNats, type TestDatabase, type TestNats } from '#support/servers.js';
import { Program } from '../test/events/program.js';

describe('examples/open-ticket', () => {
  let database: TestDatabase;
  let nats: TestNats;
  let api: RunningApp | undefined;
  beforeAll(async () => {
    [database, nats] = await Promise.all([createTestDatabase(), startTestNats()]);
  });
  afterAll(async () => {
    await api?.stop();
    await Promise.all([nats.stop(), database.drop()]);
  });

  const open = (...args: string[]) => new Program('open-ticket', args, { NATS_URL: nats.url });
  async function startApi(): Promise<RunningApp> {
    const env = { NODE_ENV: 'production', NODE_OPTIONS: '', COMMAND_API_PORT: '0' };
    return startApp(
      'command-api',
      { ...process.env, ...env, DATABASE_URL: database.url, NATS_URL: nats.url },
      () => undefined,
    );
  }
  async function texts(): Promise<string[]> {
    const owner = new pg.Client({ connectionString: database.url });
    await owner.connect();
    const { rows } = await owner.query<{ text: string }>(
      `select private::json ->> 'description' as text from log.events where type = 'TicketOpened' order by position`,
    );
    await owner.end();
    return rows.map(({ text }) => text);
  }

  it('waits for a helpdesk that is not there yet, and opens one ticket however often it is asked under a key', async () => {
    const early = open('The lift is stuck', 'lift-7');
    api = await startApi();
    expect(await early.ended()).toBe(0);
    const again = open('The lift is stuck', 'lift-7');
    expect(await again.ended()).toBe(0);
    expect(again.lines).toEqual(early.lines);
    expect(JSON.parse(early.lines[0] ?? '')).toMatchObject({ number: expect.any(Number), version: 1, position: 1 });
    expect(await texts()).toEqual(['The lift is stuck']);
  });

  it('gives the answer of NATS to HTTP under the same key, and that of HTTP to NATS', async () => {
    const byHttp = async (description: string, key: string): Promise<unknown> => {
      const headers = { 'content-type': 'application/json', 'helpdesk-role': 'user', 'idempotency-key': key };
      const body = JSON.stringify({ description });
      return (await fetch(`${api?.url}/tickets`, { method: 'POST', headers, body })).json();
    };
    const first = open('No light in room 4', 'light-4');
    await first.ended();
    expect(await byHttp('No light in room 4', 'light-4')).toEqual(JSON.parse(first.lines[0] ?? ''));
    const answer = await byHttp('The soup is cold', 'soup-1');
    const second = open('The soup is cold', 'soup-1');
    await second.ended();
    expect(JSON.parse(second.lines[0] ?? '')).toEqual(answer);
    expect(await texts()).toEqual(['The lift is stuck', 'No light in room 4', 'The soup is cold']);
  });

  it('says why it was rejected', async () => {
    const rejected = open('   ');
    expect(await rejected.ended()).toBe(1);
    expect(rejected.errors).toContain('description.empty');
    const reused = open('Something else', 'lift-7');
    expect(await reused.ended()).toBe(1);
    expect(reused.errors).toContain('idempotency-key.reused');
    expect(await open().ended()).toBe(2);
  });
});
