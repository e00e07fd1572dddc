import { startApp, type RunningApp } from '#libs/local-stack/apps.js';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { HttpTarget } from '#support/http-target.js';
import { holds, newTicket, NotifierWorld, webhookTo } from '#support/notifier.js';
import { activated, answered, opened } from '#support/ticket.js';

/** Times it is killed, and events published meanwhile. */
const [KILLS, EVENTS] = process.env['RUN_LONG'] ? [60, 6_000] : [1, 150];
const TICKETS = Array.from({ length: 12 }, newTicket);

let world: NotifierWorld;
let target: HttpTarget;
let notifier: RunningApp;
const folder = mkdtempSync(join(tmpdir(), 'helpdesk-notifier-'));

async function start(): Promise<void> {
  const file = join(folder, 'webhooks.json');
  writeFileSync(file, JSON.stringify([webhookTo(target.url)]));
  const own = { NODE_ENV: 'production', NODE_OPTIONS: '', NOTIFIER_PORT: '0', HELPDESK_WEBHOOKS: file };
  const env = { ...process.env, ...own, DATABASE_URL: world.database.url, NATS_URL: world.nats.url };
  notifier = await startApp('notifier', env);
}

beforeAll(async () => {
  [world, target] = await Promise.all([NotifierWorld.start(), HttpTarget.start()]);
  await start();
});
afterAll(async () => {
  await notifier.stop();
  await world.close();
  await target.stop();
  rmSync(folder, { recursive: true });
});

it(`killed at random under load (${KILLS}) it loses nothing, sends nothing twice under another id, and keeps the order`, async () => {
  const ready = async (): Promise<boolean> =>
    JSON.stringify(await (await fetch(`${notifier.url}/health/ready`)).json()).includes('"position":0');
  await holds(ready);
  let publishing = true;
  const publish = async (): Promise<void> => {
    for (let count = 0; count < EVENTS; count += 3) {
      const ticket = TICKETS[Math.floor(Math.random() * TICKETS.length)] ?? '';
      await world.log.publish(ticket, opened, answered, activated);
      await sleep(Math.random() * 10);
    }
    publishing = false;
  };
  const killing = async (): Promise<void> => {
    for (let kills = 0; kills < KILLS; kills++) {
      const before = target.received.length;
      await holds(() => target.received.length > before + 10 || !publishing);
      await sleep(Math.random() * 50);
      notifier.process.kill('SIGKILL');
      await notifier.ended;
      await start();
    }
  };
  await Promise.all([publish(), killing()]);
  const ids = (): string[] => target.received.map(({ headers }) => String(headers['webhook-id']));
  await holds(() => new Set(ids()).size >= world.log.messages.length, 60_000);

  const published = world.log.messages.map(({ id }) => id);
  const once = [...new Map(target.received.map((one) => [one.headers['webhook-id'], one])).values()];
  expect(ids().filter((id) => !published.includes(id))).toEqual([]);
  for (const ticket of TICKETS) {
    const ofTicket = (bodies: readonly { body: Uint8Array | string }[]): string[] =>
      bodies.map(({ body }) => String(body)).filter((body) => body.includes(ticket));
    expect(ofTicket(once)).toEqual(ofTicket(world.log.messages));
  }
}, 300_000);
