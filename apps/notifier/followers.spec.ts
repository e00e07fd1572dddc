import type pg from 'pg';
import { createPool } from '#libs/platform/database.js';
import { startApps, type StartedApps } from '#libs/local-stack/start-apps.js';
import { MailServer } from '#support/mail-server.js';
import { holds } from '#support/notifier.js';
import { createTestDatabase, startTestNats, type TestDatabase, type TestNats } from '#support/servers.js';

const long = process.env['RUN_LONG'] ? describe : describe.skip;
const FOLLOWERS = 10_000;
const PAGES = 100;

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
  /** Milliseconds that the page of the ticket takes, the median of some. */
  async function pageTime(number: number): Promise<number> {
    const times: number[] = [];
    for (let page = 0; page < PAGES; page++) {
      const begun = performance.now();
      await (await fetch(`${apps.queryUrl}/tickets/${number}`, { headers: { cookie: 'role=helpdesk' } })).text();
      times.push(performance.now() - begun);
    }
    return times.toSorted((a, b) => a - b)[PAGES / 2] ?? 0;
  }

  it('each get one mail, and pages are not slower for it', async () => {
    const { ticketId, number } = await command('/tickets', { description: 'No wifi anywhere' });
    await holds(async () => (await fetch(`${apps.queryUrl}/tickets/${number}`)).status === 200);
    await owner.query(
      `insert into notify.subscriptions (ticket_id, channel, address, locale, confirmed_at)
       select $1, 'mail', 'f' || n || '@students.example', 'en', clock_timestamp() from generate_series(1, $2::int) n`,
      [ticketId, FOLLOWERS],
    );
    const quiet = await pageTime(number);
    const begun = performance.now();
    await command(`/tickets/${number}/messages`, { text: 'Back at noon' });
    await holds(async () => (await owner.query('select from notify.deliveries')).rowCount === FOLLOWERS, 60_000);
    const stored = performance.now() - begun;
    await owner.query('update notify.deliveries set due_at = clock_timestamp()');
    await holds(() => mail.mails.length > 0);
    const busy = await pageTime(number);
    const meanwhile = mail.mails.length;
    await holds(() => mail.mails.length >= FOLLOWERS, 300_000);
    const sent = performance.now() - begun;
    process.stderr.write(
      `page ${quiet.toFixed(1)} ms, while sending ${busy.toFixed(1)} ms (${meanwhile} mails gone); in the outbox after ${Math.round(stored)} ms, all sent after ${Math.round(sent)} ms\n`,
    );
    expect(new Set(mail.mails.map(({ to }) => to)).size).toBe(FOLLOWERS);
    expect(meanwhile).toBeLessThan(FOLLOWERS);
    // Two cores serve the reader, the sender and the mail server of this test.
    expect(busy).toBeLessThan(3 * quiet + 50);
  }, 600_000);
});
