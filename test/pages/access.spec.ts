/// <reference lib="dom" />
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { CATEGORIES } from '#libs/tickets/events.js';
import { startWorld, type Role, type World } from './world.js';

let world: World;
const numbers = { open: 0, closed: 0, talked: 0 };
beforeAll(async () => {
  world = await startWorld();
}, 60_000);
afterAll(async () => world.stop());

async function fill(): Promise<void> {
  numbers.open = await world.report('Heating does not work in seminar room 3');
  numbers.talked = await world.report(
    'The projector in B-204 shows no picture.\nI tried two laptops, see #1 and https://example.org/a-very-long-address-without-any-place-to-break-it-apart-at-all.',
  );
  numbers.closed = await world.report('Broken window handle, C-101');
  await world.send('POST', `/tickets/${numbers.talked}/messages`, { text: 'Which laptop? '.repeat(20) }, 'helpdesk');
  await world.send(
    'PATCH',
    `/tickets/${numbers.talked}`,
    { description: 'The projector in B-204 shows no picture, only blue.' },
    'user',
  );
  await world.send('POST', `/tickets/${numbers.talked}/status`, { status: 'active' }, 'helpdesk');
  for (const number of [numbers.open, numbers.closed])
    await world.send('POST', `/tickets/${number}/place`, { place: 'C-101' }, 'helpdesk');
  for (const status of ['active', 'closed'])
    await world.send('POST', `/tickets/${numbers.closed}/status`, { status }, 'helpdesk');
}

/** A page in one state: who looks, where, and what to do there first. */
interface State {
  readonly role: Role;
  readonly path: () => string;
  readonly act?: (page: Page) => Promise<unknown>;
}
/** Before anybody has reported anything. */
const empty: Record<string, State> = {
  'empty list of a user': { role: 'user', path: () => '/tickets' },
  'empty list of the helpdesk': { role: 'helpdesk', path: () => '/tickets' },
  'empty figure: open tickets': { role: 'helpdesk', path: () => '/analytics' },
  'empty figure: resolution time': { role: 'helpdesk', path: () => '/analytics?analysis=resolution-time' },
  'empty figure: active by category': { role: 'helpdesk', path: () => '/analytics?analysis=active-by-category' },
  'empty figure: backlog': { role: 'helpdesk', path: () => '/analytics?analysis=backlog' },
  'empty audit': { role: 'helpdesk', path: () => '/audit' },
};
const full: Record<string, State> = {
  entry: { role: 'user', path: () => '/' },
  'list of a user': { role: 'user', path: () => '/tickets' },
  'list of the helpdesk': { role: 'helpdesk', path: () => '/tickets' },
  'list with marked tickets, all unfolded': {
    role: 'helpdesk',
    path: () => '/tickets',
    act: async (page) => {
      await page.locator('[name=ticket]').first().check();
      await page.getByText('Message or close…').click();
    },
  },
  'list with what several tickets rejected, filters unfolded': {
    role: 'helpdesk',
    path: () => `/tickets?category=${CATEGORIES.join('&category=')}&q=C-101`,
    act: async (page) => {
      await page.locator('[name=ticket]').first().check();
      await page.getByRole('button', { name: 'Start work' }).click();
      await page.getByText('1 ticket skipped:').waitFor();
    },
  },
  'list where nothing matches': { role: 'helpdesk', path: () => '/tickets?q=zebra' },
  'list with fixed times': {
    role: 'helpdesk',
    path: () =>
      '/tickets?at=2031-01-01T00:00:00Z&opened-from=2021-01-01T00:00:00Z&category=technical-it&category=facility-management',
  },
  'new ticket': { role: 'user', path: () => `/tickets/new?follows=${numbers.closed}` },
  'new ticket that was reported already': {
    role: 'user',
    path: () => `/tickets/new?description=${encodeURIComponent('Projector in B-204: no picture')}`,
    act: async (page) => page.getByText('Already reported?').waitFor(),
  },
  'new ticket with an error': {
    role: 'user',
    path: () => '/tickets/new',
    act: async (page) => {
      await page.getByRole('button', { name: 'Send report' }).click();
      await page.getByRole('alert').waitFor();
    },
  },
  'ticket for a user': { role: 'user', path: () => `/tickets/${numbers.talked}` },
  'ticket for the helpdesk, all unfolded': {
    role: 'helpdesk',
    path: () => `/tickets/${numbers.talked}`,
    act: async (page) => {
      await page.evaluate(() => document.querySelectorAll('details').forEach((box) => (box.open = true)));
    },
  },
  'ticket with a conflict': {
    role: 'helpdesk',
    path: () => `/tickets/${numbers.open}`,
    act: async (page) => {
      await page.locator('#edit').evaluate((box: HTMLDetailsElement) => (box.open = true));
      await world.send('PATCH', `/tickets/${numbers.open}`, { description: `Cold since ${Date.now()}` }, 'user');
      await page.getByLabel('Description', { exact: true }).fill(`Icy since ${Date.now()}`);
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await page.getByRole('button', { name: 'Use mine' }).waitFor();
      // Where the composer no longer sticks over half of what can be pressed.
      await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    },
  },
  'ticket of the queue, with duplicates': {
    role: 'helpdesk',
    path: () => '/queue',
    act: async (page) => page.locator('#next-ticket').waitFor(),
  },
  'end of the queue': { role: 'helpdesk', path: () => `/queue?after=${Date.now()}.0.${Date.now()}.999999999` },
  'ticket of a list, taken and urgent': {
    role: 'helpdesk',
    path: () => `/tickets/${numbers.open}?status=open`,
    act: async (page) => {
      await world.send('POST', `/tickets/${numbers.open}/assignee`, { name: 'Karim' }, 'helpdesk');
      await world.send('POST', `/tickets/${numbers.open}/priority`, { priority: 'urgent' }, 'helpdesk');
      await page.locator('#ticket-head .urgent').waitFor();
    },
  },
  'ticket as it was': { role: 'helpdesk', path: () => `/tickets/${numbers.talked}?at=2031-01-01T00:00:00Z` },
  'closed ticket for a user': { role: 'user', path: () => `/tickets/${numbers.closed}` },
  'closed ticket for the helpdesk': { role: 'helpdesk', path: () => `/tickets/${numbers.closed}` },
  'ticket where live updates are lost': {
    role: 'user',
    path: () => `/tickets/${numbers.open}`,
    act: async (page) => page.evaluate(() => document.getElementById('live-state')?.removeAttribute('hidden')),
  },
  'ticket that was closed while its message was written': {
    role: 'user',
    path: () => '/tickets',
    act: async (page) => {
      const number = await world.report('The bin is full');
      const stream = page.waitForResponse((response) => response.url().includes(`/${number}/stream`));
      await page.goto(`/tickets/${number}`);
      await stream;
      await page.getByLabel(/Write a message/).fill('It smells');
      for (const status of ['active', 'closed'])
        await world.send('POST', `/tickets/${number}/status`, { status }, 'helpdesk');
      await page.getByText('was closed while you were writing').waitFor();
    },
  },
  shortcuts: {
    role: 'user',
    path: () => '/tickets',
    act: async (page) => {
      await page.locator('[data-dialog][data-htmx-powered]').waitFor();
      await page.keyboard.press('?');
      await page.getByRole('dialog').getByRole('heading').waitFor();
    },
  },
  audit: { role: 'helpdesk', path: () => '/audit' },
  'system status': { role: 'helpdesk', path: () => '/status' },
  history: { role: 'helpdesk', path: () => `/tickets/${numbers.talked}/history?version=2` },
  'figure: open tickets': { role: 'helpdesk', path: () => '/analytics' },
  'figure: resolution time': { role: 'helpdesk', path: () => '/analytics?analysis=resolution-time' },
  'figure: active by category': { role: 'helpdesk', path: () => '/analytics?analysis=active-by-category' },
  'figure: backlog': { role: 'helpdesk', path: () => '/analytics?analysis=backlog' },
  'figure: opened and closed': { role: 'helpdesk', path: () => '/analytics?analysis=tickets' },
  'figure: by weekday and hour': { role: 'helpdesk', path: () => '/analytics?analysis=tickets&by=hour' },
  'figure: age of the backlog': { role: 'helpdesk', path: () => '/analytics?analysis=backlog&by=age' },
  'figure: backlog of a year': { role: 'helpdesk', path: () => '/analytics?analysis=backlog&last=365&unit=days' },
  report: { role: 'helpdesk', path: () => `/reports/${new Date().toISOString().slice(0, 7)}` },
  'a page for the helpdesk only': { role: 'user', path: () => '/analytics' },
  'help for reporters': { role: 'user', path: () => '/help' },
  'help for staff': { role: 'helpdesk', path: () => '/help/staff' },
  privacy: { role: 'user', path: () => '/privacy' },
  accessibility: { role: 'user', path: () => '/accessibility' },
  'new ticket about a danger, for somebody on the phone': {
    role: 'helpdesk',
    path: () => `/tickets/new?description=${encodeURIComponent('Smoke comes out of the projector in B-204')}`,
    act: async (page) => page.getByText('Is anyone in danger?').waitFor(),
  },
  places: { role: 'user', path: () => '/places' },
  'a place with what is known and was closed there': { role: 'helpdesk', path: () => '/places/C-101' },
  'signs for doors': { role: 'user', path: () => '/places/signs?in=used' },
  'help of the keys': { role: 'helpdesk', path: () => '/shortcuts' },
  'an unknown address': { role: 'user', path: () => '/nowhere' },
};

interface Shape {
  readonly colorScheme: 'light' | 'dark';
  readonly width: number;
}
const shapes: Shape[] = (['light', 'dark'] as const).flatMap((colorScheme) =>
  [1280, 390, 320].map((width) => ({ colorScheme, width })),
);
/** In the short run each state is seen in one shape, all shapes taking turns; in the long one each in each. */
function seenIn(states: Record<string, State>) {
  return Object.entries(states).flatMap(([state, how], index) => {
    const turn = shapes[index % shapes.length] as Shape;
    return (process.env['RUN_LONG'] ? shapes : [turn]).map((shape) => ({ state, ...how, ...shape }));
  });
}

const pages = new Map<string, Page>();
async function pageFor(role: Role, colorScheme: Shape['colorScheme'], locale: string): Promise<Page> {
  const key = `${role} ${colorScheme} ${locale}`;
  const page = pages.get(key) ?? (await world.visit(role, { colorScheme, locale }));
  pages.set(key, page);
  return page;
}

async function inspect({ role, path, act, colorScheme, width }: State & Shape): Promise<void> {
  // The longer words where there is least room.
  const page = await pageFor(role, colorScheme, width === 320 && !act ? 'it-IT' : 'en-GB');
  await page.setViewportSize({ width, height: 800 });
  await page.goto(path());
  await act?.(page);
  const { violations } = await new AxeBuilder({ page })
    // No frames here: everything is computed in the page, and only what is wrong is carried out of it.
    .setLegacyMode()
    .options({ resultTypes: ['violations'] })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  expect(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`),
  ).toEqual([]);
  const sideways = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(sideways).toBe(0);
}

it.each(seenIn(empty))('$state, $colorScheme, $width px: accessible, nothing sideways', inspect, 30_000);

describe('once there are tickets', () => {
  beforeAll(fill, 30_000);
  it.each(seenIn(full))('$state, $colorScheme, $width px: accessible, nothing sideways', inspect, 30_000);
});

it('no page breaks the content security policy', () => {
  expect(world.complaints).toEqual([]);
});
