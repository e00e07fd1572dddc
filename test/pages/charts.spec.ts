/// <reference lib="dom" />
import { contrast } from '#libs/platform/contrast.js';
import { shareWorld, type World } from './world.js';

let world: World;
beforeAll(async () => {
  world = await shareWorld();
  for (const text of ['The heating in C-101 is cold', 'No wifi in B-204', 'The soup in the canteen was cold']) {
    for (let count = 0; count < 3; count++) await world.report(text);
  }
  await closeOne();
}, 60_000);
afterAll(async () => world.stop());

async function closeOne(): Promise<void> {
  const number = await world.report('The door of D-3 is stuck');
  let position = 0;
  for (const status of ['active', 'closed']) {
    const answer = await world.send('POST', `/tickets/${number}/status`, { status }, 'helpdesk');
    ({ position } = (await answer.json()) as { position: number });
  }
  const headers = { 'Helpdesk-Role': 'helpdesk', 'Helpdesk-Wait-For': String(position) };
  await fetch(`${world.url}/api/tickets/${number}`, { headers });
}

/** The colours (#rrggbb) and edges of what is drawn in a chart, part by part, and of what lies behind it. */
async function drawn(colorScheme: 'light' | 'dark', path: string, shapes: string) {
  const page = await world.visit('helpdesk', { colorScheme });
  await page.goto(path);
  return page.evaluate((selector) => {
    const canvas = document.createElement('canvas').getContext('2d') as CanvasRenderingContext2D;
    const hex = (colour: string): string => {
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
      const [...parts] = canvas.getImageData(0, 0, 1, 1).data.slice(0, 3);
      return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
    };
    const parts = [...document.querySelectorAll(selector)].map((shape) => {
      const { fill, stroke } = getComputedStyle(shape);
      const { x, top, bottom } = shape.getBoundingClientRect();
      return {
        name: shape.getAttribute('class') ?? '',
        fill: hex(fill),
        edge: stroke === 'none' ? hex(fill) : hex(stroke),
        x,
        top,
        bottom,
      };
    });
    return {
      surface: hex(getComputedStyle(document.querySelector('.figure .card') as Element).backgroundColor),
      parts,
    };
  }, shapes);
}

describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
  it('the categories of the backlog differ from their neighbours by 3:1, from each other in grey, and by 2 px', async () => {
    const { surface, parts } = await drawn(
      colorScheme,
      '/analytics?analysis=backlog',
      '.chart .column:nth-last-of-type(2) rect[class^=part]',
    );
    expect(parts.map(({ name }) => name)).toEqual(['part-0', 'part-1', 'part-2']);
    const [first, second, third] = parts as [(typeof parts)[0], (typeof parts)[0], (typeof parts)[0]];
    for (const { fill } of parts) expect(contrast(fill, surface)).toBeGreaterThanOrEqual(3);
    expect(contrast(first.fill, second.fill)).toBeGreaterThanOrEqual(3);
    expect(contrast(second.fill, third.fill)).toBeGreaterThanOrEqual(3);
    expect(contrast(first.fill, third.fill)).toBeGreaterThanOrEqual(1.5);
    expect(first.top - second.bottom).toBeCloseTo(2, 1);
    expect(second.top - third.bottom).toBeCloseTo(2, 1);
  });

  it.each([
    ['closed meanwhile and not yet closed', '/analytics', '.chart .column:nth-last-of-type(2) rect[class^=part]'],
    ['active and open', '/analytics?analysis=active-by-category', '.bar rect'],
  ])('%s differ by 3:1, and each has an edge of 3:1', async (_, path, shapes) => {
    const { surface, parts } = await drawn(colorScheme, path, shapes);
    const fill = (name: string): string => parts.find((part) => part.name === name)?.fill ?? '';
    expect(contrast(fill('part-0'), fill('part-1'))).toBeGreaterThanOrEqual(3);
    for (const { edge } of parts) expect(contrast(edge, surface)).toBeGreaterThanOrEqual(3);
  });
});

it('a column says its numbers when it is pointed at, has the focus or is touched, and the table is as tall as the chart', async () => {
  const page = await world.visit('helpdesk', { hasTouch: true });
  await page.goto('/analytics');
  const shown = async (): Promise<string[]> =>
    page
      .locator('.chart .readout')
      .evaluateAll((all) => all.filter((one) => getComputedStyle(one).opacity === '1').map((one) => one.textContent));
  expect(await shown()).toEqual([]);
  const last = page.locator('.chart .column').last();
  // A bar may cover the place: it is part of the column.
  const place = { position: { x: 3, y: 3 }, force: true };
  await last.locator('.touch').hover(place);
  expect((await shown()).join()).toMatch(/: \d+ opened, \d+ not yet closed$/);
  await page.mouse.move(0, 0);
  await last.locator('> a').focus();
  expect(await shown()).toHaveLength(1);
  await page.locator('#preset-7-days').focus();
  expect(await shown()).toEqual([]);
  // The first touch shows them, the second opens the list.
  await last.locator('.touch').tap(place);
  expect(await shown()).toHaveLength(1);
  expect(new URL(page.url()).pathname).toBe('/analytics');
  await last.locator('.touch').tap(place);
  await page.waitForURL('**/tickets?**');
  await page.goto('/analytics?last=60&unit=days');
  const height = async (selector: string) => (await page.locator(selector).boundingBox())?.height ?? 0;
  expect(await height('.figure-body .table-box')).toBeCloseTo(await height('.figure-body .card'), 0);
});

it.each([390, 1440])(
  'a column says its numbers in the small size of the page, within its card, %i px wide',
  async (width) => {
    const page = await world.visit('helpdesk', { viewport: { width, height: 900 } });
    for (const analysis of ['open-tickets', 'backlog', 'resolution-time']) {
      await page.goto(`/analytics?analysis=${analysis}`);
      await page.locator('.chart .column > a').last().focus();
      const said = page.locator('.chart .column:focus-within .readout p');
      const look = await said.evaluate((shown) => {
        const [{ left, right, height }, card] = [
          shown.getBoundingClientRect(),
          shown.closest('.card')?.getBoundingClientRect(),
        ];
        const { fontSize } = getComputedStyle(shown);
        return { fontSize, fits: left >= (card?.left ?? 0) && right <= (card?.right ?? 0) && height <= 4 * 17 };
      });
      expect([analysis, look]).toEqual([analysis, { fontSize: '13px', fits: true }]);
    }
  },
);

it('a preset sets the field of any period, whatever was typed there', async () => {
  const page = await world.visit('helpdesk');
  await page.goto('/analytics?last=7&unit=days');
  await page.getByText('Other period').click();
  await page.getByLabel('Last', { exact: true }).fill('9');
  await page.getByLabel('Unit').selectOption('hours');
  for (const [preset, last] of [
    ['Last 30 days', '30'],
    ['Last 7 days', '7'],
  ] as const) {
    await page.getByRole('link', { name: preset }).click();
    await page.locator('.presets [aria-current]', { hasText: preset }).waitFor();
    expect(await page.getByLabel('Last', { exact: true }).inputValue()).toBe(last);
    expect(await page.getByLabel('Unit').inputValue()).toBe('days');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(preset);
  }
  await page.getByText('Other period').click();
  await page.getByRole('button', { name: 'Show' }).first().click();
  await page.getByRole('heading', { name: 'Opened in the last 7 days, not yet closed' }).waitFor();
});
