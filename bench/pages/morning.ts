/// <reference lib="dom" />
import type { Page } from 'playwright-core';

/*
 * The work of a helpdesk with some open tickets, done in a real browser by each way that its pages offer. What is clicked and pressed is
 * counted, one for each; the text of a message is not.
 */

/** Tickets to open: `groups` report the same each; the first `close` of all are closed, the first `wrong` singles have a wrong category. */
export interface Morning {
  readonly groups: readonly (readonly string[])[];
  readonly singles: readonly string[];
  readonly close: number;
  readonly wrong: number;
}

const THINGS = ['Lamp', 'Door', 'Chair', 'Window', 'Tap', 'Blind', 'Clock', 'Shelf', 'Mirror', 'Carpet', 'Bell'];
const WIFI = [
  'The wifi of the library is down',
  'No wifi in the library',
  'Library wifi is down again',
  'Wifi in the library is gone',
];
const LIFT = [
  'The lift of house D is stuck',
  'Lift in house D stuck',
  'House D: the lift is stuck',
  'Stuck lift in house D',
];

/** 30 tickets, 8 of them in two groups of duplicates, 6 under a wrong category; all are answered and 20 closed. */
export const MORNING: Morning = {
  groups: [WIFI, LIFT],
  singles: ['A-101', 'B-202'].flatMap((room) => THINGS.map((thing) => `${thing} broken in ${room}`)),
  close: 20,
  wrong: 6,
};
/** A small one of the same kind. */
export const SHORT_MORNING: Morning = {
  groups: [WIFI],
  singles: MORNING.singles.slice(0, 4),
  close: 5,
  wrong: 1,
};

/** The same with the numbers that its tickets have got. */
export interface Tickets {
  readonly all: readonly number[];
  readonly grouped: ReadonlySet<number>;
  readonly closing: ReadonlySet<number>;
  readonly wrong: ReadonlySet<number>;
}

/** @param report opens a ticket and resolves with its number, once pages show it */
export async function openTickets(
  { groups, singles, close, wrong }: Morning,
  report: (description: string) => Promise<number>,
): Promise<Tickets> {
  const all: number[] = [];
  for (const description of [...groups.flat(), ...singles]) all.push(await report(description));
  const first = all.length - singles.length;
  return {
    all,
    grouped: new Set(all.slice(0, first)),
    closing: new Set(all.slice(0, close)),
    wrong: new Set(all.slice(first, first + wrong)),
  };
}

/** A way to work. Begins on the list of open tickets, resolves with the number of clicks and keys. */
export type Way = (page: Page, tickets: Tickets) => Promise<number>;

const TEXT = 'Done';
const RIGHT_CATEGORY = '#to-services-complaints';

/** Ticket after ticket from the list: row, message, send, back; four clicks, and two more to start and to close, each by itself (five in all with a message). */
export const stepByStep: Way = async (page, tickets) =>
  fromList(page, tickets, async (hand) => {
    await hand.click('#start');
    await page.locator('#start').waitFor({ state: 'detached' });
    await hand.click('#message-text');
    await page.keyboard.type(TEXT);
    await hand.click('#send');
    await page.getByRole('log').getByText(TEXT, { exact: true }).waitFor();
  });

/** The same by the shortest way: the message goes with the closing, which starts the ticket too. */
export const closeWithMessage: Way = async (page, tickets) =>
  fromList(page, tickets, async (hand) => {
    await hand.click('#message-text');
    await page.keyboard.type(TEXT);
  });

async function fromList(page: Page, tickets: Tickets, beforeClosing: (hand: Hand) => Promise<void>): Promise<number> {
  const hand = new Hand(page);
  for (const number of tickets.all) {
    await hand.click(`#ticket-${number} > a`);
    await page.locator('#message-text').waitFor();
    if (tickets.wrong.has(number)) {
      await hand.click(RIGHT_CATEGORY);
      await page.locator(RIGHT_CATEGORY).waitFor({ state: 'detached' });
    }
    if (tickets.closing.has(number)) {
      await beforeClosing(hand);
      await hand.click('#close > summary');
      await hand.click('#close-for-good');
      await page.locator('#ticket-head .status.closed').waitFor();
    } else {
      await hand.click('#message-text');
      await page.keyboard.type(TEXT);
      await hand.click('#send');
    }
    await page.getByRole('log').getByText(TEXT, { exact: true }).waitFor();
    await hand.click('.crumbs a >> nth=0');
  }
  return hand.count;
}

/** One after the other from the queue, duplicates as one. Writing begins with a capital letter, which is part of the message. */
export const byQueue: Way = async (page, tickets) => {
  const hand = new Hand(page);
  await hand.click('nav a[href="/queue"]');
  for (;;) {
    await page.locator('#message-text, main .empty').first().waitFor();
    const number = Number(/\/tickets\/(\d+)/.exec(page.url())?.[1]);
    if (!number) return hand.count;
    if (tickets.grouped.has(number)) {
      await hand.press('d');
      // The reply goes to all of them, unless their marks are taken away.
      await page.locator('.also input:checked').nth(2).waitFor();
    }
    if (tickets.wrong.has(number)) {
      await hand.press('3');
      await page.locator(RIGHT_CATEGORY).waitFor({ state: 'detached' });
    }
    await page.keyboard.type(TEXT);
    const send = tickets.closing.has(number) ? '#close-next' : '#send';
    await Promise.all([page.waitForEvent('load'), hand.click(send)]);
  }
};

/** The clicks and the keys of a person. */
class Hand {
  count = 0;

  constructor(private readonly page: Page) {}

  async click(selector: string): Promise<void> {
    this.count++;
    await this.page.locator(selector).click();
  }

  async press(key: string): Promise<void> {
    this.count++;
    await this.page.keyboard.press(key);
  }
}

/** The number of tickets that are not as they should be afterwards: answered once, closed where it was asked for, under the right category. */
export async function leftUndone(queryUrl: string, tickets: Tickets): Promise<readonly number[]> {
  const response = await fetch(`${queryUrl}/api/tickets?sort=number&limit=200`, {
    headers: { 'Helpdesk-Role': 'helpdesk' },
  });
  const { items } = (await response.json()) as {
    items: { number: number; status: string; category: string; messageCount: number }[];
  };
  return tickets.all.filter((number) => {
    const item = items.find((one) => one.number === number);
    const isClosed = item?.status === 'closed';
    const isRight = !tickets.wrong.has(number) || item?.category === 'services-complaints';
    return item?.messageCount !== 1 || isClosed !== tickets.closing.has(number) || !isRight;
  });
}
