/// <reference lib="dom" />
import type { Page } from 'playwright-core';
import { numberOf, shareWorld, type World } from './world.js';

let world: World;
beforeAll(async () => {
  world = await shareWorld();
}, 60_000);
afterAll(async () => world.stop());

/** Presses Tab until what has the focus is called so, and can be seen. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  const passed: string[] = [];
  while (passed.length < 60) {
    await page.keyboard.press('Tab');
    const { words, visible } = await page.evaluate(() => {
      const at = document.activeElement as HTMLInputElement;
      const { width, height } = at.getBoundingClientRect();
      if (document.activeElement === document.body) return { words: '', visible: false };
      const label = at.labels?.[0]?.textContent ?? '';
      return {
        words: `${at.getAttribute('aria-label') ?? ''} ${label} ${at.textContent}`.replace(/\s+/g, ' ').trim(),
        visible: width > 0 && height > 0 && getComputedStyle(at).outlineStyle !== 'none',
      };
    });
    passed.push(words);
    if (!name.test(words)) continue;
    expect({ words, visible }).toEqual({ words, visible: true });
    return;
  }
  throw new Error(`Tab never came to ${String(name)}, but to ${passed.join(' | ')}`);
}

it('both roles do their work by keyboard alone, and always see where they are', async () => {
  const user = await world.browser.newContext({ baseURL: world.url, locale: 'en-GB' }).then((own) => own.newPage());
  await user.goto('/');
  await tabTo(user, /Report or follow a problem/);
  await user.keyboard.press('Enter');
  await user.getByRole('heading', { level: 1, name: 'Report a problem' }).waitFor();
  await user.goto('/tickets');
  await tabTo(user, /Skip to/);
  await user.keyboard.press('Enter');
  await tabTo(user, /^All/);
  await user.goto('/tickets');
  await tabTo(user, /Report a problem/);
  await user.keyboard.press('Enter');
  await user.getByRole('heading', { level: 1, name: 'Report a problem' }).waitFor();
  // The focus is in the text already.
  await user.keyboard.type('The stairs of building K are icy');
  await tabTo(user, /Send report/);
  await user.keyboard.press('Enter');
  const number = await numberOf(user);
  await tabTo(user, /Write a message/);
  await user.keyboard.type('Somebody fell already');
  await user.keyboard.press('Control+Enter');
  await user.getByRole('log').getByText('Somebody fell already').waitFor();

  const helpdesk = await world.browser.newContext({ baseURL: world.url, locale: 'en-GB' }).then((own) => own.newPage());
  await helpdesk.goto('/');
  await tabTo(helpdesk, /I work at the helpdesk/);
  await helpdesk.keyboard.press('Enter');
  await helpdesk.getByRole('heading', { level: 1, name: 'Tickets' }).waitFor();
  await helpdesk.keyboard.press('j');
  await helpdesk.keyboard.press('Enter');
  expect(await numberOf(helpdesk)).toBe(number);
  await tabTo(helpdesk, /Start work/);
  await helpdesk.keyboard.press('Space');
  await helpdesk.getByRole('log').getByText('started work on this').waitFor();
  await tabTo(helpdesk, /lose ticket…/);
  await helpdesk.keyboard.press('Enter');
  // One goes on with the closing message.
  await helpdesk.waitForFunction(() => document.activeElement?.id === 'message-text');
  await tabTo(helpdesk, /^Close ticket$/);
  await helpdesk.keyboard.press('Enter');
  await helpdesk.getByRole('log').getByText('closed this').waitFor();

  await user.getByRole('heading', { level: 1, name: `Ticket #${number} is closed` }).waitFor();
  await tabTo(user, /Report again/);
  await user.keyboard.press('Enter');
  await user.getByRole('heading', { level: 1, name: 'Report a problem' }).waitFor();
  await tabTo(user, /What is broken/);

  await tabTo(helpdesk, /Skip to/);
  await tabTo(helpdesk, /Analytics/);
  await helpdesk.keyboard.press('Enter');
  await helpdesk.getByRole('heading', { level: 1, name: 'Analytics' }).waitFor();
  await tabTo(helpdesk, /Average resolution time/);
  await helpdesk.keyboard.press('Enter');
  await helpdesk.getByRole('heading', { level: 2, name: /Average resolution time/ }).waitFor();
}, 60_000);
