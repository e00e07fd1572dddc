/// <reference lib="dom" />
import { networkInterfaces } from 'node:os';
import { gzipSync } from 'node:zlib';
import { chromium, type Browser, type Page } from 'playwright-core';
import { startFrontProxy, type FrontProxy } from '#libs/local-stack/front-proxy.js';
import { helpdesk } from '#support/cli.js';
import { CHROMIUM } from '#support/pages.js';
import { numberOf, startWorld, type World } from './world.js';

/** A name that is no address: what browsers allow only on https and on this machine is not there. */
const NAME = 'helpdesk.campus.example';
const KIB = 1024;

let world: World;
let proxy: FrontProxy;
let browser: Browser;
beforeAll(async () => {
  world = await startWorld({ HOST: '0.0.0.0' });
  // What people see: half a year of tickets with all their marks, so many that 50 of them are not closed.
  const { code, words } = await helpdesk(world.databaseUrl, ['demo', '--tickets', '2000']);
  if (code !== 0) throw new Error(words);
  proxy = await startFrontProxy(world.url);
  browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', `--host-resolver-rules=MAP ${NAME} 127.0.0.1`],
  });
}, 60_000);
afterAll(async () => {
  await browser.close();
  await proxy.stop();
  await world.stop();
});

const portOf = (url: string): string => new URL(url).port;

async function visit(base: string): Promise<Page> {
  const context = await browser.newContext({ baseURL: base, locale: 'en-GB' });
  context.setDefaultTimeout(15_000);
  return context.newPage();
}

function networkAddress(): string | undefined {
  return Object.values(networkInterfaces())
    .flat()
    .find((one) => one && one.family === 'IPv4' && !one.internal)?.address;
}

const places = [
  {
    place: 'the own address in the network, plain http',
    base: () => `http://${networkAddress()}:${portOf(world.url)}`,
  },
  {
    place: 'a proxy with another host name',
    base: () => `http://${NAME}:${proxy.port}`,
  },
].filter(({ place }) => networkAddress() || !place.includes('network'));

it.each(places)(
  'everything works over $place',
  async ({ base }) => {
    const complaints: string[] = [];
    const page = await visit(base());
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (line) => line.type() === 'error' && complaints.push(line.text()));
    await page.goto('/');
    expect(await page.evaluate(() => isSecureContext)).toBe(false);
    await page.getByRole('button', { name: /Report or follow a problem/ }).click();
    await page.getByRole('link', { name: 'Report a problem' }).first().click();
    await page.getByLabel('What is broken, and where?').fill('The wind blows through the door');
    await page.getByRole('button', { name: 'Send report' }).click();
    const number = await numberOf(page);
    await page.getByLabel('Write a message').fill('Half a ');
    await page.reload();
    await page.getByText('We restored what you typed here before').waitFor();
    await page.getByLabel('Write a message').fill('A whole one');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('log').getByText('A whole one').waitFor();
    await world.send('POST', `/tickets/${number}/messages`, { text: 'We come' }, 'helpdesk');
    await page.getByRole('log').getByText('We come').waitFor();
    await page.getByRole('button', { name: 'Helpdesk', exact: true }).click();
    await page.getByRole('button', { name: 'Start work' }).click();
    await page.getByRole('log').getByText('started work on this').waitFor();
    expect(complaints).toEqual([]);
  },
  60_000,
);

it('a form of another web site is rejected', async () => {
  const page = await visit(`http://${NAME}:${proxy.port}`);
  await page.goto('/');
  await page.getByRole('button', { name: /Report or follow a problem/ }).click();
  const foreign = await page.context().newPage();
  await foreign.route('http://evil.example/', (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<form method="post" action="http://${NAME}:${proxy.port}/tickets"><input name="description" value="bad"><button>x</button></form>`,
    }),
  );
  await foreign.goto('http://evil.example/');
  const answer = foreign.waitForResponse((response) => response.url().endsWith('/tickets'));
  await foreign.getByRole('button').click();
  expect((await answer).status()).toBe(403);
}, 30_000);

it.each(['en', 'it', 'de'])('a list of 50 tickets is at most 30 KiB of HTML, in %s', async (language) => {
  for (const role of ['user', 'helpdesk']) {
    const headers = { Cookie: `role=${role}`, 'Accept-Language': language };
    const html = await (await fetch(`${world.url}/tickets`, { headers })).text();
    expect(html).toContain(`<html lang="${language}">`);
    expect({ role, rows: html.match(/<li class="row/g)?.length }).toEqual({ role, rows: 50 });
    expect({ role, bytes: Math.max(30 * KIB, Buffer.byteLength(html)) }).toEqual({ role, bytes: 30 * KIB });
  }
});

it('with long titles too a list of 50 tickets is at most 30 KiB of HTML', async () => {
  const long = 'of the lecture hall on the second floor does not close any more, and it rains in';
  for (let count = 0; count < 50; count++) await world.report(`Window ${count} ${long}`);
  const answer = await fetch(`${world.url}/tickets`, { headers: { Cookie: 'role=helpdesk', 'Accept-Language': 'en' } });
  const html = await answer.text();
  expect(html.match(/<li class="row/g)).toHaveLength(50);
  expect(Buffer.byteLength(html)).toBeLessThanOrEqual(30 * KIB);
}, 60_000);

it('a first visit costs at most 6 requests and 40 KiB, its scripts at most 20 KiB', async () => {
  const base = `http://${NAME}:${proxy.port}`;
  for (let count = 0; count < 50; count++) await world.report(`Window ${count} on the second floor does not close`);
  const first = await world.report('The lift is stuck');
  for (const path of ['/', '/tickets?status=open', `/tickets/${first}`, '/analytics', '/tickets/new']) {
    const page = await visit(base);
    await page.context().addCookies([{ name: 'role', value: 'helpdesk', url: base }]);
    const network = await page.context().newCDPSession(page);
    await network.send('Network.enable');
    let bytes = 0;
    const urls: string[] = [];
    network.on('Network.requestWillBeSent', ({ request: { url } }) => {
      // The browser's own picture in a date field comes as data and asks nobody.
      if (!url.startsWith('data:')) urls.push(url);
    });
    network.on('Network.dataReceived', ({ encodedDataLength }) => (bytes += encodedDataLength));
    network.on('Network.responseReceived', ({ response }) => (bytes += response.encodedDataLength));
    // It may be answered before the page has loaded.
    const stream =
      path !== '/' && path !== '/tickets/new' && page.waitForResponse((one) => one.url().includes('/stream'));
    await page.goto(path, { waitUntil: 'load' });
    await stream;
    await page.evaluate(async () => new Promise((resolve) => requestIdleCallback(resolve)));
    expect({ path, requests: urls.length <= 6 ? 'few' : urls }).toEqual({ path, requests: 'few' });
    expect({ path, bytes: bytes <= 40 * KIB ? 'few' : bytes }).toEqual({ path, bytes: 'few' });
    await page.context().close();
  }
  const html = await (await fetch(`${world.url}/`)).text();
  for (const [, script] of html.matchAll(/<script src="([^"]+)"/g)) {
    const body = await (await fetch(world.url + script)).text();
    expect(gzipSync(body).length).toBeLessThanOrEqual(20 * KIB);
  }
}, 60_000);
