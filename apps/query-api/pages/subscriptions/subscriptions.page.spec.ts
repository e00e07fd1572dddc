/// <reference lib="dom" />
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium } from 'playwright-core';
import type pg from 'pg';
import { createPool } from '#libs/platform/database.js';
import { startApps, type StartedApps } from '#libs/local-stack/start-apps.js';
import { MailServer, type ReceivedMail } from '#support/mail-server.js';
import { holds, webhookTo } from '#support/notifier.js';
import { createTestDatabase, startTestNats, type TestDatabase, type TestNats } from '#support/servers.js';

const CHROMIUM = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';

let database: TestDatabase;
let nats: TestNats;
let mail: MailServer;
let apps: StartedApps;
let owner: pg.Pool;
let number: number;
const folder = mkdtempSync(join(tmpdir(), 'helpdesk-webhooks-'));

beforeAll(async () => {
  [database, nats, mail] = await Promise.all([createTestDatabase(), startTestNats(), MailServer.start()]);
  owner = createPool({ connectionString: database.url });
  const hooks = join(folder, 'webhooks.json');
  writeFileSync(hooks, JSON.stringify([webhookTo('http://127.0.0.1:9', { allowPrivate: false })]));
  const env = {
    HELPDESK_WEBHOOKS: hooks,
    SMTP_URL: mail.url,
    HELPDESK_URL: 'https://127.0.0.1',
    NOTIFIER_TOKEN: 'between us',
  };
  apps = await startApps({ databaseUrl: database.url, natsUrl: nats.url, env, notifier: true });
  number = await command('/tickets', { description: 'The lift is stuck' }, 'user');
  await holds(async () => (await page(`/tickets/${number}`)).text.includes('id="follow"'));
}, 60_000);
afterAll(async () => {
  await apps.stop();
  await Promise.all([owner.end(), mail.stop(), nats.stop()]);
  await database.drop();
  rmSync(folder, { recursive: true });
});

async function command(path: string, body: object, role: 'user' | 'helpdesk'): Promise<number> {
  const headers = { 'content-type': 'application/json', 'helpdesk-role': role };
  const answer = await fetch(apps.commandUrl + path, { method: 'POST', headers, body: JSON.stringify(body) });
  return ((await answer.json()) as { number: number }).number;
}
async function page(
  path: string,
  form?: Record<string, string>,
  role = 'user',
): Promise<{ status: number; text: string }> {
  const headers = { cookie: `role=${role}`, 'accept-language': 'en', accept: 'text/html' };
  const init = form ? { method: 'POST', headers, body: new URLSearchParams(form) } : { headers };
  const answer = await fetch(apps.queryUrl + path, init);
  return { status: answer.status, text: await answer.text() };
}
async function mailed(count: number): Promise<ReceivedMail> {
  await holds(() => mail.mails.length === count);
  return mail.mails[count - 1] as ReceivedMail;
}
const pathIn = ({ text }: ReceivedMail, step: string): string =>
  new RegExp(`https://127.0.0.1(/subscriptions/\\S+/${step})`).exec(text)?.[1] ?? '';
/** Nothing stands there while nobody follows. */
const followers = async (): Promise<string | undefined> =>
  /id="followers">([^<]*)</.exec((await page(`/tickets/${number}`, undefined, 'helpdesk')).text)?.[1];

describe('following a ticket by mail', () => {
  it('says what is wrong with an address, and keeps it', async () => {
    const { status, text } = await page(`/tickets/${number}/follow`, { address: 'nobody at all' });
    expect(status).toBe(422);
    expect(text).toContain('Write an e-mail address');
    expect(text).toContain('value="nobody at all"');
  });

  it('begins when the link in a mail is confirmed, not when it is opened', async () => {
    const { text } = await page(`/tickets/${number}/follow`, { address: 'anna@students.example' });
    expect(text).toContain('We have sent a mail to anna@students.example.');
    const link = pathIn(await mailed(1), 'confirm');
    expect((await page(link)).text).toContain(`ticket #${number}?`);
    await holds(async () => (await followers()) === undefined);
    expect((await page(link, {})).text).toContain('You will get a mail');
    await holds(async () => (await followers()) === '1 follower');
  });

  it('brings what the helpdesk writes, and ends by one click of a mail program', async () => {
    await command(`/tickets/${number}/messages`, { text: 'A technician is on the way' }, 'helpdesk');
    await holds(
      async () =>
        (await owner.query('update notify.deliveries set due_at = clock_timestamp() where subscription is not null'))
          .rowCount === 1,
    );
    const news = await mailed(2);
    expect(news.text).toContain('A technician is on the way');
    const click = await fetch(apps.queryUrl + pathIn(news, 'end'), {
      method: 'POST',
      body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }),
    });
    expect(click.status).toBe(200);
    await holds(async () => (await followers()) === undefined);
    expect((await page(pathIn(news, 'end'))).status).toBe(404);
  });

  it('is not offered to a user for a closed ticket, and of such a one there is nothing to follow', async () => {
    const closed = await command('/tickets', { description: 'It was closed' }, 'user');
    for (const status of ['active', 'closed']) await command(`/tickets/${closed}/status`, { status }, 'helpdesk');
    await holds(async () => (await page(`/tickets/${closed}`)).text.includes(`Ticket #${closed} is closed`));
    const { status } = await page(`/tickets/${closed}/follow`, { address: 'anna@students.example' });
    expect(status).toBe(404);
  });

  it('keeps addresses from the log, from JetStream, and from what others are told', async () => {
    const lines = apps.lines.filter((line) => line.includes('students.example'));
    const { rows } = await owner.query(
      `select from log.events e where e::text like '%students.example%' union all select from log.commands c where c::text like '%students.example%'`,
    );
    expect([lines, rows]).toEqual([[], []]);
    const direct = await fetch(`${apps.notifier?.url}/subscriptions/count?ticket=01890000-0000-7000-8000-00000000000a`);
    expect(direct.status).toBe(401);
  });

  it('is not for programs that ask for thousands of addresses', async () => {
    const codes: number[] = [];
    for (let asked = 0; asked < 30 && codes.at(-1) !== 429; asked++) {
      const headers = { cookie: 'role=user; browser=01890000-0000-4000-8000-000000000001', accept: 'text/html' };
      const init = { method: 'POST', headers, body: new URLSearchParams({ address: `p${asked}@students.example` }) };
      codes.push((await fetch(`${apps.queryUrl}/tickets/${number}/follow`, init)).status);
    }
    expect(codes).toEqual([...Array<number>(20).fill(200), 429]);
  });
});

it('each message to a webhook is listed, with what became of it', async () => {
  await holds(async () => (await page('/status', undefined, 'helpdesk')).text.includes('is in a private network'));
  const { text } = await page('/status', undefined, 'helpdesk');
  expect(text).toMatch(
    /id="deliveries".*<th scope="row">chat<\/th><td>1<\/td>.*Given up .*<td>1<\/td>.*is in a private network/s,
  );
  const { checks } = JSON.parse((await page('/health/ready')).text) as { checks: object };
  expect(checks).toMatchObject({ notifier: { status: 'ok' } });
});

it('one tap in Chromium follows a ticket, and another ends it', async () => {
  const following = `select from notify.subscriptions where channel = 'push' and confirmed_at is not null`;
  const browsers = async (): Promise<number | null> => (await owner.query(following)).rowCount;
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  try {
    const context = await browser.newContext({ baseURL: apps.queryUrl, locale: 'en-GB' });
    context.setDefaultTimeout(25_000);
    await context.grantPermissions(['notifications']);
    await context.addCookies([{ name: 'role', value: 'user', url: apps.queryUrl }]);
    const tab = await context.newPage();
    await tab.goto(`/tickets/${number}`);
    await tab.click('#follow summary');
    await tab.click('#push-on');
    await tab.getByText('This browser does not allow notifications from this site.').waitFor();
    expect((await new AxeBuilder({ page: tab }).analyze()).violations).toEqual([]);
    // The service of the browser's maker is out of reach: what it would give stands in its place.
    await context.addInitScript(() => {
      const given = {
        endpoint: 'https://push.example.org/a',
        keys: { p256dh: 'BNcRdreALRFXTkOO', auth: 'tBHItJI5svbpez7K' },
      };
      const give = (): Promise<object> => Promise.resolve(given);
      Object.assign(PushManager.prototype, { subscribe: give, getSubscription: give });
    });
    await tab.reload();
    await tab.click('#follow summary');
    await tab.click('#push-on');
    await tab.getByText('This browser notifies you.').waitFor();
    expect(await browsers()).toBe(1);
    await tab.reload();
    await tab.click('#follow summary');
    await tab.click('#push-off');
    await tab.locator('#push-on').waitFor();
    await holds(async () => (await browsers()) === 0);
  } finally {
    await browser.close();
  }
}, 120_000);

it('a page says plainly that notifications are away while they are', async () => {
  await apps.notifier?.stop();
  const { status, text } = await page(`/tickets/${number}/follow`, { address: 'anna@students.example' });
  expect(status).toBe(503);
  expect(text).toContain('Notifications are not available just now.');
  expect((await page(`/tickets/${number}`, undefined, 'helpdesk')).status).toBe(200);
  expect((await page('/status', undefined, 'helpdesk')).text).toContain('The notifier does not answer');
});
