/// <reference lib="dom" />
import type { Page } from 'playwright-core';
import { startWorld, type World } from './world.js';

let world: World;
let number: number;
const long = process.env['RUN_LONG'] ? describe : describe.skip;

/** Roles whose names a screen reader speaks when the focus comes to them. */
const NAMED = /^\s*- (button|link|textbox|combobox|checkbox|radio|searchbox|heading)\b(?! ")(?!: )/;

/** The accessibility tree of a page, line by line in the order of reading. */
async function readAloud(page: Page, path: string): Promise<string[]> {
  await page.goto(path);
  return (await page.locator('body').ariaSnapshot()).split('\n').map((line) => line.replace(/^\s*- '?/, ''));
}

/** Asserts that these are heard one after the other, whatever is said between them. */
function expectInOrder(heard: readonly string[], wanted: readonly RegExp[]): void {
  let from = 0;
  for (const words of wanted) {
    const found = heard.findIndex((line, index) => index >= from && words.test(line));
    if (found < 0) throw new Error(`${String(words)} is not read behind line ${from} of\n${heard.join('\n')}`);
    from = found + 1;
  }
}

/** docs/screen-reader.md, as far as the accessibility tree of Chromium tells it. */
long('what a screen reader reads', () => {
  beforeAll(async () => {
    world = await startWorld();
    number = await world.report('The lamp in C-101 flickers');
    await world.send('POST', `/tickets/${number}/messages`, { text: 'Since Monday' }, 'user');
  }, 60_000);
  afterAll(() => world.stop());

  it.each<['user' | 'helpdesk', string, string, RegExp[]]>([
    ['user', 'the form', '/tickets/new', [/^textbox "What is broken, and where\?"/, /^button "Send report"/]],
    ['user', 'the list', '/tickets', [/^link .*The lamp in C-101 flickers/]],
    ['helpdesk', 'the list', '/tickets', [/^link .*The lamp in C-101 flickers/]],
    [
      'user',
      'a ticket',
      '/tickets/:number',
      [/^log /, /Since Monday/, /^textbox "Write a message/, /^button "Send message"/],
    ],
    [
      'helpdesk',
      'a ticket',
      '/tickets/:number',
      [/^button "Start work"/, /^log /, /Since Monday/, /^textbox "Write a message/],
    ],
    ['helpdesk', 'the figures', '/analytics', [/^(group|radiogroup|textbox|combobox|spinbutton|heading) /]],
  ])(
    'to a %s of %s: the way past the top, then one title, then what there is to do',
    async (role, _what, path, wanted) => {
      const page = await world.visit(role);
      const heard = await readAloud(page, path.replace(':number', String(number)));
      expectInOrder(heard, [/^link "Skip to/, /^main/, /^heading .*\[level=1\]/, ...wanted]);
      expect(heard.filter((line) => /\[level=1\]/.test(line))).toHaveLength(1);
      expect(heard.filter((line) => NAMED.test(`- ${line}`))).toEqual([]);
      await page.context().close();
    },
    60_000,
  );

  it('speaks what comes while a ticket is open, and what is wrong with a form', async () => {
    const page = await world.visit('user');
    await page.goto(`/tickets/${number}`);
    await world.send('POST', `/tickets/${number}/messages`, { text: 'We come at noon' }, 'helpdesk');
    // A log is a live region: what is added to it is spoken.
    await page.getByRole('log').getByText('We come at noon').waitFor();
    await page.goto('/tickets/new');
    await page.getByRole('button', { name: 'Send report' }).click();
    const field = page.getByRole('textbox', { name: 'What is broken, and where?' });
    await page.locator('#description[aria-invalid=true]').waitFor();
    expect(await page.title()).toMatch(/^Error/);
    expect(await field.getAttribute('aria-describedby')).toContain('description-error');
    await page.context().close();
  }, 60_000);
});
