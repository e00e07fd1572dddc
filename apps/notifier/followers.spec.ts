import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type pg from 'pg';
import { createPool } from '#libs/platform/database.js';
import { startApps, type StartedApps } from '#libs/local-stack/start-apps.js';
import { MailServer } from '#support/mail-server.js';
import { holds } from '#support/notifier.js';
import { createTestDatabase, startTestNats, type TestDatabase, type TestNats } from '#support/servers.js';

const long = process.env['RUN_LONG'] ? describe : describe.skip;
const FOLLOWERS = 10_000;
const ROUNDS = 5;
const PAGES = 100;
/** Prints what each page took, in milliseconds. A process of its own: that of the test is the mail server. */
const READER = `const [url] = process.argv.slice(1);
const times = [];
const read = async () => {
  const begun = performance.now();
  await (await fetch(url, { headers: { cookie: 'role=helpdesk' } })).text();
  times.push(performance.now() - begun);
};
(async () => {
  for (let page = 0; page < 20; page++) await read();
  times.length = 0;
  for (let page = 0; page < ${PAGES}; page++) await read();
  console.log(JSON.stringify(times));
})();`;

const median = (times: readonly number[]): number => times.toSorted((a, b) => a - b)[times.length >> 1] ?? 0;

long('10,000 followers of one ticket (RUN_LONG=1)', () => {
  let database: TestDatabase;
  let nats: TestNats;
  let mail: MailServer;
  let apps: StartedApps;
  let owner: pg.Pool;
  beforeAll(async () => {
    [database, nats, mail] = await Promise.all([createTestDatabase(), startTestNats(), MailServer.start()]);
    owner = createPool({ connectionString: database.url });
    const env = { SMTP_URL: mail.url, HELPDESK_URL: 'https://127.0.0.1' };
    apps = await startApps({ databaseUrl: database.url, natsUrl: nats.url, env, notifier: true });
  }, 60_000);
  afterAll(async () => {
    await apps.stop();
    await Promise.all([owner.end(), mail.stop(), nats.stop()]);
    await database.drop();
  });

  async function command(path: string, body: object): Promise<{ ticketId: string; number: number }> {
    const headers = { 'content-type': 'application/json', 'helpdesk-role': 'helpdesk' };
    const answer = await fetch(apps.commandUrl + path, { method: 'POST', headers, body: JSON.stringify(body) });
    return (await answer.json()) as { ticketId: string; number: number };
  }
  async function readPages(number: number): Promise<number[]> {
    const { stdout } = await promisify(execFile)(process.execPath, [
      '-e',
      READER,
      `${apps.queryUrl}/tickets/${number}`,
    ]);
    return JSON.parse(stdout) as number[];
  }

  it('each get one mail, and pages are not slower for it', async () => {
    const { ticketId, number } = await command('/tickets', { description: 'No wifi anywhere' });
    await holds(async () => (await fetch(`${apps.queryUrl}/tickets/${number}`)).status === 200);
    await owner.query(
      `insert into notify.subscriptions (ticket_id, channel, address, locale, confirmed_at)
       select $1, 'mail', 'f' || n || '@students.example', 'en', clock_timestamp() from generate_series(1, $2::int) n`,
      [ticketId, FOLLOWERS],
    );
    const begun = performance.now();
    await command(`/tickets/${number}/messages`, { text: 'Back at noon' });
    await holds(async () => (await owner.query('select from notify.deliveries')).rowCount === FOLLOWERS, 60_000);
    const stored = performance.now() - begun;
    await owner.query(`update notify.deliveries set due_at = clock_timestamp() + interval '1 day'`);
    await owner.query('vacuum analyze notify.deliveries');

    const [quiet, busy]: [number[], number[]] = [[], []];
    let sending = 0;
    for (let round = 1; round <= ROUNDS; round++) {
      quiet.push(...(await readPages(number)));
      const due = performance.now();
      await owner.query(
        `update notify.deliveries set due_at = clock_timestamp()
         where id in (select id from notify.deliveries order by id limit $1)`,
        [FOLLOWERS / ROUNDS],
      );
      const before = mail.mails.length;
      await holds(() => mail.mails.length > before);
      busy.push(...(await readPages(number)));
      // Mails went out all the while.
      expect(mail.mails.length).toBeLessThan((round * FOLLOWERS) / ROUNDS);
      await holds(() => mail.mails.length >= (round * FOLLOWERS) / ROUNDS, 300_000);
      sending += performance.now() - due;
    }
    process.stderr.write(
      `page ${median(quiet).toFixed(1)} ms, while sending ${median(busy).toFixed(1)} ms; in the outbox after ${Math.round(stored)} ms, ${Math.round((1_000 * FOLLOWERS) / sending)} mails/s\n`,
    );
    expect(new Set(mail.mails.map(({ to }) => to)).size).toBe(FOLLOWERS);
    expect(median(busy)).toBeLessThan(1.15 * median(quiet));
  }, 600_000);
});
