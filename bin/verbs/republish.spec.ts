import pg from 'pg';
import { createTestDatabase, startTestNats, type TestDatabase, type TestNats } from '#support/servers.js';
import { createComputation } from '#libs/read-models/computations.js';
import { helpdesk } from '#support/cli.js';

let database: TestDatabase;
let nats: TestNats;
let owner: pg.Client;

beforeAll(async () => {
  [database, nats] = await Promise.all([createTestDatabase(), startTestNats()]);
  owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
}, 60_000);
afterAll(async () => {
  await owner.end();
  await Promise.all([database.drop(), nats.stop()]);
});

const run = (...args: string[]) => helpdesk(database.url, args, { natsUrl: nats.url });

it('republish copies the log, verify misses a cut tail in it, and republish makes both agree again', async () => {
  expect((await run('seed', '--tickets', '5')).code).toBe(0);
  const { position } = JSON.parse((await run('republish')).data) as { position: number };

  const whole = await run('verify');
  expect(whole.code).toBe(0);
  expect(JSON.parse(whole.data)).toMatchObject({ ok: true, position, compared: ['the last message in JetStream'] });

  await owner.query('set session_replication_role = replica');
  await owner.query('delete from log.events where position = $1', [position]);
  const cut = await run('verify');
  expect(cut.code).toBe(1);
  expect(cut.words).toContain(`the last message in JetStream knows position ${position}`);

  expect(JSON.parse((await run('republish')).data)).toEqual({ position: position - 1 });
  expect((await run('verify')).code).toBe(0);
}, 120_000);

it('verify believes neither the log nor a checkpoint when they differ', async () => {
  const schema = await createComputation(owner, 'UTC');
  await owner.query(`update ${schema}.checkpoint set position = 3, hash = decode(repeat('00', 32), 'hex')`);
  const { code, data } = await run('verify');
  expect(code).toBe(1);
  expect(JSON.parse(data)).toMatchObject({ ok: false, bad: { position: 3 } });
}, 60_000);
