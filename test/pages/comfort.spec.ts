/// <reference lib="dom" />
import type { Locator } from 'playwright-core';
import { holds } from '#support/notifier.js';
import { shareWorld, type World } from './world.js';

let world: World;
beforeAll(async () => {
  world = await shareWorld();
}, 60_000);
afterAll(async () => world.stop());

const CONTROLS = 'input:visible, button:visible, select:visible, textarea:visible';

it('typing a search adds one entry to the history, and a ticket leads back to the list one came from', async () => {
  const number = await world.report('The projector of hall 9 is dark');
  const page = await world.visit('helpdesk');
  await page.goto('/tickets?status=open');
  const before = await page.evaluate(() => history.length);
  for (const letter of 'projector') {
    const answered = page.waitForResponse((response) => response.url().includes('/tickets?'));
    await page.locator('#q').press(letter);
    await answered;
  }
  await page.waitForURL(/q=projector/);
  expect((await page.evaluate(() => history.length)) - before).toBe(1);
  await page.locator(`#ticket-${number} a`).click();
  await page.locator('#ticket-title').waitFor();
  expect(await page.locator('.crumbs a').getAttribute('href')).toBe('/tickets?status=open&q=projector');
}, 60_000);

it('the field that is being typed in stays where it is when a long message arrives', async () => {
  const number = await world.report('The pump hums');
  const page = await world.visit('user');
  const stream = page.waitForResponse((response) => response.url().includes('/stream'));
  await page.goto(`/tickets/${number}`);
  await stream;
  const field = page.locator('#message-text');
  await field.pressSequentially('Half a sen');
  const top = async (): Promise<number> => field.evaluate((box) => Math.round(box.getBoundingClientRect().top));
  const before = await top();
  const text = Array.from({ length: 40 }, (_, line) => `Line ${line}`).join('\n');
  await world.send('POST', `/tickets/${number}/messages`, { text }, 'helpdesk');
  await page.getByRole('log').getByText('Line 39').waitFor();
  expect(Math.abs((await top()) - before)).toBeLessThanOrEqual(2);
}, 30_000);

it('who opens a panel is in its field, and no link leads to a closed one', async () => {
  const number = await world.report('The stairs creak');
  const page = await world.visit('helpdesk');
  await page.goto(`/tickets/${number}`);
  await page.locator('#edit > summary').click();
  await page.waitForFunction(() => document.activeElement?.id === 'edit-description');
  await page.locator('#close > summary').click();
  await page.waitForFunction(() => document.activeElement?.id === 'message-text');
  expect(await page.locator('#close-for-good').isVisible()).toBe(true);
  const plain = await world.visit('helpdesk', { javaScriptEnabled: false });
  await plain.goto(`/tickets/${number}`);
  expect(await plain.locator('a[href="#close"], a[href="#edit"]').count()).toBe(0);
}, 30_000);

it('on paper a ticket is whole, or says what is not printed, and has no control', async () => {
  const number = await world.report('The lake is low');
  for (let count = 1; count <= 59; count++)
    await world.send('POST', `/tickets/${number}/messages`, { text: `Word ${count}` }, 'user');
  const page = await world.visit('helpdesk');
  await page.goto(`/tickets/${number}`);
  await page.emulateMedia({ media: 'print' });
  await page.getByText('10 earlier entries are not printed here.').waitFor();
  expect(await page.locator(CONTROLS).count()).toBe(0);
  // Nobody, not urgent, no follower: what is not so is not printed.
  for (const nothing of ['Nobody', 'Not urgent', 'Looks urgent', /^0 /])
    expect(await page.locator('aside').getByText(nothing).filter({ visible: true }).count()).toBe(0);
  await page.emulateMedia({ media: 'screen' });
  await page.getByRole('button', { name: 'Print work slip' }).click();
  await page.waitForURL(/from=1/);
  await page.emulateMedia({ media: 'print' });
  expect(await page.locator('#entries > li').count()).toBe(60);
  expect(await page.getByText('not printed here').count()).toBe(0);
}, 60_000);

it('on paper a list says how many tickets it has, and how many there are', async () => {
  const page = await world.visit('helpdesk');
  await page.goto('/tickets?limit=2');
  await page.emulateMedia({ media: 'print' });
  await page.getByText(/^Tickets: 2 of \d+/).waitFor();
  expect(await page.locator(CONTROLS).count()).toBe(0);
  await page.goto('/tickets?place=Hall+9');
  await page.locator('.scope').getByText('Hall 9').waitFor();
  expect(await page.locator('.scope a:visible').count()).toBe(0);
}, 30_000);

it('nothing is wider than a sheet of A5', async () => {
  const number = await world.report(
    `Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft ${'x'.repeat(90)}`,
  );
  const page = await world.visit('helpdesk', { viewport: { width: 469, height: 700 } });
  await page.emulateMedia({ media: 'print' });
  const report = `/reports/${new Date().toISOString().slice(0, 7)}`;
  const figures = ['/analytics', '/analytics?analysis=resolution-time', '/analytics?analysis=backlog', report];
  for (const path of ['/tickets', `/tickets/${number}`, ...figures, '/audit', '/help', '/status']) {
    await page.goto(path);
    const sideways = await page.evaluate(() => document.body.scrollWidth - document.documentElement.clientWidth);
    expect([path, Math.max(0, sideways)]).toEqual([path, 0]);
  }
}, 30_000);

it.each([320, 768])(
  'the header is one row at %i px, in every language',
  async (width) => {
    for (const locale of ['en-GB', 'it-IT', 'de-DE']) {
      for (const role of ['user', 'helpdesk'] as const) {
        const page = await world.visit(role, { locale, viewport: { width, height: 700 } });
        await page.goto('/tickets');
        expect(await page.locator('.top').evaluate((header) => header.getBoundingClientRect().height)).toBeLessThan(60);
        const cut = await page
          .locator('.brand span')
          .evaluate((name) => [
            name.scrollHeight - name.clientHeight > 1,
            name.scrollWidth - name.clientWidth > 1,
            name.clientWidth < 40,
          ]);
        expect([locale, role, ...cut]).toEqual([locale, role, false, false, false]);
        await page.context().close();
      }
    }
  },
  60_000,
);

it('twenty tickets fit a screen of 1440 by 900 px, and a phone shows the way to answer without scrolling', async () => {
  for (let count = 0; count < 21; count++) await world.report(`Tap ${count} drips`);
  const page = await world.visit('helpdesk', { viewport: { width: 1440, height: 900 } });
  await page.goto('/tickets');
  const bottoms = await page
    .locator('.row')
    .evaluateAll((rows) => rows.map((row) => row.getBoundingClientRect().bottom));
  expect(bottoms.filter((bottom) => bottom <= 900).length).toBeGreaterThanOrEqual(20);
  const number = await world.report(
    'A tap of the old school of music drips, and the whole floor below it is wet again',
  );
  await world.send('POST', `/tickets/${number}/place`, { place: 'the old school of music' }, 'helpdesk');
  await world.send('POST', `/tickets/${number}/assignee`, { name: 'Wilhelmina' }, 'helpdesk');
  for (let count = 0; count < 12; count++)
    await world.send('POST', `/tickets/${number}/messages`, { text: `It is worse in place ${count}` }, 'user');
  await world.send('POST', `/tickets/${number}/me-too`, {}, 'user');
  for (const role of ['user', 'helpdesk'] as const) {
    const phone = await world.visit(role, { viewport: { width: 390, height: 844 } });
    await phone.goto(`/tickets/${number}`);
    const isInSight = async (id: string): Promise<void> => {
      const box = await phone.locator(id).boundingBox();
      expect([role, id, (box?.y ?? 0) + (box?.height ?? 0) <= 844]).toEqual([role, id, true]);
    };
    for (const id of ['#message-text', '#send']) await isInSight(id);
    if (role === 'helpdesk') {
      await phone.goto('/queue');
      for (const id of ['#message-text', '#send', '#close-next']) await isInSight(id);
    }
    await phone.goto('/tickets');
    const [marks, age] = [phone.locator(`#ticket-${number} > [data-n]`), phone.locator(`#ticket-${number} > time`)];
    expect(await marks.count()).toBe(2);
    const needed = await marks.evaluateAll((all) =>
      Math.max(...all.map((mark) => mark.getBoundingClientRect().left + mark.scrollWidth)),
    );
    expect(needed).toBeLessThanOrEqual((await age.boundingBox())?.x ?? 0);
  }
}, 60_000);

it.each([
  { width: 390, javaScriptEnabled: false },
  { width: 1440, javaScriptEnabled: true },
])(
  'at $width px the conversation comes first, over a composer of one line that unfolds under what is pressed',
  async ({ width, javaScriptEnabled }) => {
    const number = await world.report('The blinds of hall 7 rattle');
    for (let count = 0; count < 12; count++)
      await world.send('POST', `/tickets/${number}/messages`, { text: `They rattle in row ${count}` }, 'user');
    const page = await world.visit('helpdesk', { javaScriptEnabled, viewport: { width, height: 844 } });
    await page.goto(`/tickets/${number}`);
    const [composer, field, send] = [page.locator('#composer'), page.locator('#message-text'), page.locator('#send')];
    const topOf = async (one: Locator): Promise<number> => (await one.boundingBox())?.y ?? NaN;
    expect(await topOf(page.locator('.entry').first())).toBeLessThan(400);
    // Without a keyboard on the screen also at the end of the page.
    for (const top of width < 800 ? [0] : [0, 1e6]) {
      await page.evaluate((to) => scrollTo(0, to), top);
      const [line, before] = [await topOf(composer), await topOf(send)];
      expect((await composer.boundingBox())?.height).toBeLessThanOrEqual(64);
      await field.focus();
      expect((await composer.boundingBox())?.height).toBeGreaterThan(120);
      expect(await topOf(send)).toBeCloseTo(before, -1);
      await field.blur();
      expect(await topOf(composer)).toBeCloseTo(line, -1);
    }
    await field.fill('We bring oil.');
    await field.blur();
    expect((await composer.boundingBox())?.height).toBeLessThanOrEqual(208);
    await page.locator('#close > summary').click();
    await page.locator('#close-for-good').waitFor();
    await send.click();
    await page.getByRole('log').getByText('We bring oil.').waitFor();
    // What is done with it beside answering is one line away where it has no room of its own.
    expect(await page.locator('#set-urgent').isVisible()).toBe(width > 800);
    if (width < 800) await page.locator('.fold > summary').click();
    await page.locator('#set-urgent').waitFor();
  },
  30_000,
);

it('browsers complained of nothing', () => {
  expect(world.complaints).toEqual([]);
});

it('the worker of web push shows what comes once, whatever is repeated, and a tap opens the ticket', async () => {
  const number = await world.report('The lift is stuck');
  const page = await world.visit('user', { permissions: ['notifications'] });
  await page.goto('/tickets');
  await page.evaluate(async () => {
    await navigator.serviceWorker.register('/push-worker.js');
    await navigator.serviceWorker.ready;
  });
  const devtools = await page.context().newCDPSession(page);
  const registered = new Promise<string>((resolve) => {
    devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      if (registrations[0]) resolve(registrations[0].registrationId);
    });
  });
  await devtools.send('ServiceWorker.enable');
  const registrationId = await registered;
  const data = JSON.stringify({
    title: `#${number} The lift`,
    body: 'It is closed.',
    url: `/tickets/${number}`,
    tag: 'a',
  });
  const shown = (): Promise<string[]> =>
    page.evaluate(async () => {
      const worker = await navigator.serviceWorker.ready;
      return (await worker.getNotifications()).map(({ title, body }) => `${title}: ${body}`);
    });
  for (let times = 0; times < 2; times++) {
    await devtools.send('ServiceWorker.deliverPushMessage', { origin: world.url, registrationId, data });
  }
  await holds(async () => (await shown()).length > 0);
  expect(await shown()).toEqual([`#${number} The lift: It is closed.`]);
  const opened = await page
    .context()
    .serviceWorkers()[0]
    ?.evaluate(async () => {
      const scope = self as unknown as {
        registration: ServiceWorkerRegistration;
        clients: { openWindow(url: string): Promise<null> };
      };
      const [notification] = await scope.registration.getNotifications();
      return new Promise<string>((resolve) => {
        // Only a hand may open a window.
        scope.clients.openWindow = async (url) => (resolve(url), null);
        self.dispatchEvent(Object.assign(new Event('notificationclick'), { notification, waitUntil: () => undefined }));
      });
    });
  expect(opened).toBe(`${world.url}/tickets/${number}`);
  expect(world.complaints).toEqual([]);
});
