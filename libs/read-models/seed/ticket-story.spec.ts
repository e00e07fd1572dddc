import { SeededRandom } from './random.js';
import { ticketStory } from './ticket-story.js';

const HOUR = 3_600_000;
const OPENED = Date.parse('2026-03-02T09:00Z');

it('tells in the order of time, also of a forgotten ticket', () => {
  /** Edited late, joined early, forgotten. */
  class Rare extends SeededRandom {
    override chance = (): boolean => true;
    override below = (limit: number): number => (limit === 6 * HOUR ? 0 : limit - 1);
  }
  const story = ticketStory(new Rare(1), 1, OPENED, OPENED + 9_000 * HOUR, undefined);
  expect(story.map(({ type, version }) => [version, type])).toEqual([
    [1, 'TicketOpened'],
    [2, 'MeTooAdded'],
    [3, 'DescriptionChanged'],
  ]);
  const times = story.map(({ recordedAt }) => recordedAt.getTime());
  expect(times).toEqual(times.toSorted((a, b) => a - b));
});
