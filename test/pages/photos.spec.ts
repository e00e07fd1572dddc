import { AxeBuilder } from '@axe-core/playwright';
import sharp from 'sharp';
import { shareWorld, type World } from './world.js';

let world: World;
let photo: { name: string; mimeType: string; buffer: Buffer };

beforeAll(async () => {
  world = await shareWorld();
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="800" height="600"><rect width="800" height="600" fill="#d8d2c4"/>
    <circle cx="400" cy="250" r="120" fill="#f2c14e"/><rect x="360" y="370" width="80" height="110" fill="#555"/></svg>`;
  photo = { name: 'IMG_1.jpg', mimeType: 'image/jpeg', buffer: await sharp(Buffer.from(drawing)).jpeg().toBuffer() };
}, 60_000);
afterAll(() => world?.stop());

it('a photo is shown before it is sent, can be taken out, and stands under the report', async () => {
  const page = await world.visit('user', { viewport: { width: 390, height: 844 } });
  await page.goto('/tickets/new');
  await page.fill('#description', 'The lamp in B-204 is broken');
  await page.click('.add-photos summary');
  await page.setInputFiles('#photo-1', photo);
  await page.waitForSelector('.photo-slot img');
  expect(await page.locator('.photo-slot:visible').count()).toBe(2);
  await page.setInputFiles('#photo-2', photo);
  await page.locator('.photo-slot button').nth(1).click();
  expect(await page.locator('.photo-slot img').count()).toBe(1);
  await page.fill('#alt-1', 'The broken lamp');
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await page.click('#new-ticket-form button.primary');
  const shown = page.locator('#description-text .photos img');
  await shown.waitFor();
  expect(await shown.getAttribute('alt')).toBe('The broken lamp');
  await page.waitForFunction(() => document.querySelector<HTMLImageElement>('.photos img')?.naturalWidth);
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  expect(world.complaints).toEqual([]);
}, 60_000);

it('the helpdesk answers with a photo, hides a message, and others lose it without a reload', async () => {
  const helpdesk = await world.visit('helpdesk', { viewport: { width: 1440, height: 900 }, colorScheme: 'dark' });
  const user = await world.visit('user');
  const number = await world.report('The lamp of C-101 flickers');
  for (const page of [helpdesk, user]) await page.goto(`/tickets/${number}`);
  await helpdesk.fill('#message-text', 'Is it this one?');
  await helpdesk.click('#composer .add-photos summary');
  await helpdesk.setInputFiles('#photo-1', photo);
  await helpdesk.click('#send');
  await user.locator('#entries .message .photos img').waitFor();
  await helpdesk.locator('#entries .message .hide-it summary').click();
  await helpdesk.locator('#entries .message .hide-form [name=reason]').fill('shows a person');
  expect((await new AxeBuilder({ page: helpdesk }).analyze()).violations).toEqual([]);
  await helpdesk.locator('#entries .message .hide-form button').click();
  await helpdesk.getByText('Hidden from users: shows a person').waitFor();
  await user.getByText('Removed by the helpdesk: shows a person').first().waitFor();
  expect(await user.locator('#entries .message .photos').count()).toBe(0);
  expect(world.complaints).toEqual([]);
}, 60_000);
