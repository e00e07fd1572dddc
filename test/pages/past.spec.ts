import { shareWorld, type World } from './world.js';

let world: World;
beforeAll(async () => {
  world = await shareWorld();
}, 60_000);
afterAll(async () => world.stop());

describe.each([true, false])('a past moment, JavaScript: %s', (javaScriptEnabled) => {
  it('is chosen on list, figures and ticket, in the time of the installation', async () => {
    const number = await world.report('The clock in hall 2 is slow');
    const page = await world.visit('helpdesk', { javaScriptEnabled });
    for (const address of ['/tickets?status=open', '/analytics?analysis=resolution-time', `/tickets/${number}`]) {
      await page.goto(address);
      if (address.startsWith('/tickets?')) await page.locator('.filters-more summary').click();
      await page.getByLabel('View as of').fill('2026-03-01T10:00');
      await page.locator('.moment').getByRole('button', { name: 'Show' }).click();
      // Rome is an hour ahead in winter.
      if (address.startsWith('/tickets/')) await page.getByText('This ticket didn’t exist yet').first().waitFor();
      else await page.getByText('1 Mar 2026, 10:00').first().waitFor();
    }
    await page.goto('/tickets?status=open');
    await page.locator('.filters-more summary').click();
    await page.getByLabel('View as of').fill('2026-03-01T10:00');
    await page.locator('.moment').getByRole('button', { name: 'Show' }).click();
    await page.getByText('No tickets found').waitFor();
    await page.getByRole('link', { name: 'Back to now' }).click();
    await page.getByRole('link', { name: `#${number} ` }).waitFor();
    expect(await page.getByText('1 Mar 2026').count()).toBe(0);
  });

  it('shows a ticket as it was, with nothing to do about it', async () => {
    const number = await world.report(`The tap in room ${javaScriptEnabled ? 7 : 8} drips`);
    const then = encodeURIComponent(new Date().toISOString());
    await world.send('POST', `/tickets/${number}/status`, { status: 'active' }, 'helpdesk');
    await world.send('POST', `/tickets/${number}/messages`, { text: 'A plumber comes at noon' }, 'helpdesk');
    const page = await world.visit('helpdesk', { javaScriptEnabled });
    await page.goto(`/tickets?status=open&at=${then}`);
    await page.getByRole('link', { name: `#${number} ` }).click();
    await page.getByText('View as of', { exact: false }).first().waitFor();
    await page.locator('#ticket-head').getByText('Open', { exact: true }).waitFor();
    expect(await page.locator('#entries > li').count()).toBe(1);
    expect(await page.locator('main form:not(.moment)').count()).toBe(0);

    await page.getByRole('link', { name: 'Back to now' }).click();
    await page.locator('#ticket-head').getByText('Active', { exact: true }).waitFor();
    await page.getByText('A plumber comes at noon').waitFor();

    const user = await world.visit('user', { javaScriptEnabled });
    expect((await user.goto(`/tickets/${number}?at=${then}`))?.status()).toBe(403);
    expect(await user.getByLabel('View as of').count()).toBe(0);
  });
});

it('a moment that is being chosen stays while the figures follow', async () => {
  const page = await world.visit('helpdesk');
  const listening = page.waitForResponse((response) => response.url().includes('/analytics/stream'));
  await page.goto('/analytics');
  await listening;
  await page.getByLabel('View as of').fill('2026-03-01T10:00');
  const figure = page.locator('#figure tfoot td').last();
  const before = Number(await figure.innerText());
  await world.report('The bell rings all day');
  await figure.getByText(String(before + 1), { exact: true }).waitFor();
  expect(await page.getByLabel('View as of').inputValue()).toBe('2026-03-01T10:00');
});

it('browsers complained of nothing', () => {
  expect(world.complaints).toEqual([]);
});
