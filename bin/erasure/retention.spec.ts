import type pg from 'pg';
import { openClient } from '#libs/platform/database.js';
import { helpdesk, type Outcome } from '#support/cli.js';
import { createTestDatabase, type TestDatabase } from '#support/servers.js';

/** Half a year of campus life; what was closed more than two months ago goes. */
describe('helpdesk retention', () => {
  const period = ['--period', '2months'];
  let database: TestDatabase;
  let owner: pg.Client;

  beforeAll(async () => {
    database = await createTestDatabase();
    owner = await openClient({ connectionString: database.url });
    const { code, words } = await run('demo', '--tickets', '40');
    if (code !== 0) throw new Error(words);
  }, 60_000);
  afterAll(async () => {
    await owner.end();
    await database.drop();
  });

  const run = (...args: string[]): Promise<Outcome> => helpdesk(database.url, args);
  async function count(what: string): Promise<number> {
    return (
      (await owner.query<{ n: number }>(`select count(*)::int as n from log.events e where ${what}`)).rows[0]?.n ?? 0
    );
  }
  const CLOSED_LONG_AGO = `exists (select from log.events c where c.stream = e.stream and c.type = 'StatusChanged'
    and c.data like '%"to":"closed"%' and c.recorded_at < now() - interval '2 months')`;

  it('lists what would go, and changes nothing', async () => {
    const texts = await count('private is not null');
    const { code, data } = await run('retention', ...period, '--dry-run');
    const listed = JSON.parse(data) as { ticket: number; closedAt: string }[];
    expect(code).toBe(0);
    expect(listed).toHaveLength(await count(`version = 1 and ${CLOSED_LONG_AGO}`));
    expect(listed.length).toBeGreaterThan(5);
    expect(new Date(listed.at(-1)?.closedAt ?? '').getTime()).toBeLessThan(Date.now() - 58 * 24 * 60 * 60_000);
    expect(await count('private is not null')).toBe(texts);
  }, 60_000);

  it('erases those and no others, by the operator; facts stay and verify is content', async () => {
    const [others, facts] = [await count(`private is not null and not ${CLOSED_LONG_AGO}`), await count('true')];
    expect(others).toBeGreaterThan(0);
    const { code, data } = await run('retention', ...period);
    const { tickets } = JSON.parse(data) as { tickets: number };
    expect(code).toBe(0);
    expect(await count(`private is not null and type <> 'TextErased' and ${CLOSED_LONG_AGO}`)).toBe(0);
    expect(await count(`private is not null and not ${CLOSED_LONG_AGO}`)).toBe(others);
    expect(await count(`type = 'TextErased' and metadata like '%"operator"%' and private like '%2months%'`)).toBe(
      tickets,
    );
    expect(await count('true')).toBe(facts + tickets);
    expect((await run('verify')).code).toBe(0);
  }, 60_000);

  it('finds nothing more to do, and needs to be told how long', async () => {
    expect(JSON.parse((await run('retention', ...period)).data)).toMatchObject({ tickets: 0 });
    expect((await run('retention')).words).toContain('Set HELPDESK_RETENTION');
    expect((await run('retention', '--period', '24')).code).toBe(2);
  }, 60_000);
});
