import { CATEGORIES, type RecordedEvent } from '#libs/tickets/events.js';
import { foldTicket } from '#libs/read-models/queries/ticket.js';
import type { TicketView } from '#libs/read-models/types.js';
import type { Requester } from '../../request/requester.decorator.js';
import { presentHistory } from '../history/history.presenter.js';
import { firstShown, presentTimeline } from './timeline.presenter.js';

const EDITS = 1_500;
const ticketId = '00000000-0000-7000-8000-000000000001';
/** 4,000 characters of which each version shares none with the one before. */
const text = (version: number): string =>
  Array.from({ length: 660 }, (_, word) => (version * 1_000 + word).toString(36).padStart(5, 'x')).join(' ');
const classification = { category: CATEGORIES[0], confidence: 1, words: [], categorizerVersion: 'test' };

const timeline = Array.from({ length: EDITS }, (_, index) => {
  const version = index + 1;
  const data =
    version === 1
      ? { number: 1, description: text(1), classification }
      : { description: text(version), classification };
  const type = version === 1 ? 'TicketOpened' : 'DescriptionChanged';
  const at = new Date(1_700_000_000_000 + version);
  return { position: version, version, type, data, ticketId, role: 'user', recordedAt: at } as unknown as RecordedEvent;
});
const requester = { role: 'user', browser: 'x', url: '/tickets/1', shown: undefined } as Requester;
let view: TicketView;
beforeAll(() => {
  view = foldTicket(timeline, { position: EDITS, at: new Date(), timeZone: 'UTC' }) as TicketView;
});

/** The milliseconds that a piece of work holds the process up. */
function cost(work: () => void): number {
  const began = performance.now();
  work();
  return performance.now() - began;
}

it('a page of the history costs what it shows', () => {
  let steps: unknown;
  const ms = cost(() => ({ steps } = presentHistory(view, undefined, 701)));
  expect((steps as { version: number }[]).map(({ version }) => version)).toEqual(
    Array.from({ length: 50 }, (_, index) => 701 + index),
  );
  expect(ms).toBeLessThan(800);
});

it('a timeline from its first entry on has a bound, and leads on to the newest', () => {
  const from = firstShown({ ...requester, url: '/tickets/1?from=1' }, EDITS);
  const options = {
    mayEdit: true,
    mayHide: false,
    from,
    url: (first?: number): string => String(first),
    numbers: new Map(),
  };
  let shown: ReturnType<typeof presentTimeline> | undefined;
  const ms = cost(() => (shown = presentTimeline(timeline, requester, options)));
  expect(shown?.entries.map(({ position }) => position)).toEqual(Array.from({ length: 200 }, (_, index) => index + 1));
  expect(shown).toMatchObject({ earlier: 0, later: true });
  expect(ms).toBeLessThan(2_000);
});

it('the answer to a form on a long page shows the newest entry', () => {
  expect(firstShown({ ...requester, url: '/tickets/1/messages', shown: '/tickets/1?from=1' }, EDITS)).toBe(EDITS - 199);
});
