import { TEXT_LIMIT } from '#libs/tickets/commands.js';
import { CATEGORIES, type RecordedEvent } from '#libs/tickets/events.js';
import { evolve, type Ticket } from '#libs/tickets/ticket.js';
import { fromStored } from '#libs/tickets/stored-events.js';
import { SCENARIOS } from './campus.js';
import { campusLife, type LifeOptions } from './life.js';

const OPTIONS: LifeOptions = {
  seed: 1,
  tickets: 600,
  from: Date.UTC(2026, 4, 20, 9),
  until: Date.UTC(2026, 10, 20, 13, 30),
  timeZone: 'Europe/Rome',
  firstNumber: 1,
  classify: (text) => ({
    category: CATEGORIES[text.length % 3] ?? 'technical-it',
    confidence: 0.6,
    words: [],
    categorizerVersion: 'guess',
  }),
  photos: [
    {
      about: /light/i,
      photo: { digest: 'a'.repeat(64), type: 'image/jpeg', width: 4, height: 3, bytes: 12, alt: 'A lamp' },
    },
  ],
};

const lived = (options: Partial<LifeOptions> = {}) => [...campusLife({ ...OPTIONS, ...options })].flat();
const recorded = (rows: ReturnType<typeof lived>): RecordedEvent[] => rows.map(fromStored);

function ticketsOf(events: readonly RecordedEvent[]): Ticket[] {
  const tickets = new Map<string, Ticket>();
  for (const event of events) tickets.set(event.ticketId, evolve(tickets.get(event.ticketId), event));
  return [...tickets.values()];
}

describe('six months of campus life', () => {
  const events = recorded(lived());
  const tickets = ticketsOf(events);
  const opened = events.filter((event) => event.type === 'TicketOpened');

  it('are in order of time, within the period, numbered without a hole', () => {
    const times = events.map((event) => event.recordedAt.getTime());
    expect(times).toEqual(times.toSorted((one, other) => one - other));
    expect(times[0]).toBeGreaterThanOrEqual(OPTIONS.from);
    expect(times.at(-1)).toBeLessThan(OPTIONS.until);
    expect(opened.map((event) => event.data.number)).toEqual(Array.from({ length: 600 }, (_, index) => index + 1));
  });

  it('leave a backlog, some of it unanswered, and much that is closed', () => {
    const count = (status: string): number => tickets.filter((ticket) => ticket.status === status).length;
    expect(count('open')).toBeGreaterThan(0);
    expect(count('active')).toBeGreaterThan(3);
    expect(count('open') + count('active')).toBeLessThan(80);
  });

  it('tell of many different things, with conversations, edits, corrections and confirmations', () => {
    expect(new Set(opened.map((event) => event.data.description)).size).toBeGreaterThan(300);
    const count = (type: RecordedEvent['type']): number => events.filter((event) => event.type === type).length;
    expect(count('MessagePosted')).toBeGreaterThan(600);
    expect(count('MeTooAdded')).toBeGreaterThan(100);
    expect(opened.filter(({ data }) => data.place).length).toBeGreaterThan(200);
    for (const type of ['DescriptionChanged', 'CategoryChanged', 'CategoryConfirmed'] as const) {
      expect(count(type)).toBeGreaterThan(5);
    }
    expect(opened.filter((event) => event.data.follows).length).toBeGreaterThan(10);
    expect(events.filter((event) => event.name && event.role === 'user').length).toBeGreaterThan(100);
  });

  it('show what the helpdesk does: who takes care, what is urgent, the same or hidden, and photos', () => {
    const of = (type: RecordedEvent['type']): RecordedEvent[] => events.filter((event) => event.type === type);
    expect(of('Assigned').length).toBeGreaterThan(200);
    expect(of('PrioritySet').length).toBeGreaterThan(5);
    expect(of('TextHidden').length).toBeGreaterThan(3);
    expect(opened.filter(({ data }) => data.photos?.length).length).toBeGreaterThan(5);
    const linked = tickets.filter(({ duplicateOf }) => duplicateOf);
    expect(linked.length).toBeGreaterThan(10);
    const open = tickets.filter(({ status }) => status !== 'closed');
    expect(open.filter(({ assignee }) => assignee).length).toBeGreaterThan(2);
    expect(linked.every(({ duplicateOf }) => tickets.some(({ ticketId }) => ticketId === duplicateOf))).toBe(true);
  });

  it('never say the helpdesk took a call at night', () => {
    const calls = opened.filter((event) => event.role === 'helpdesk');
    expect(calls.length).toBeGreaterThan(2);
    for (const { recordedAt } of calls) {
      expect(recordedAt.getUTCHours()).toBeGreaterThanOrEqual(6);
      expect(recordedAt.getUTCHours()).toBeLessThan(17);
    }
  });

  it('follow day and night, week and weekend', () => {
    const hours = opened.map((event) => (event.recordedAt.getUTCHours() + 2) % 24);
    const between = (from: number, to: number): number => hours.filter((hour) => hour >= from && hour < to).length;
    expect(between(8, 18)).toBeGreaterThan(6 * between(0, 7));
    const weekend = opened.filter((event) => [0, 6].includes(event.recordedAt.getUTCDay())).length;
    expect(weekend).toBeGreaterThan(0);
    expect(weekend).toBeLessThan(120);
  });
});

it('is the same for the same seed, and another one for another', () => {
  expect(lived({ seed: 7, tickets: 60 })).toEqual(lived({ seed: 7, tickets: 60 }));
  const texts = (seed: number) => recorded(lived({ seed, tickets: 60 })).map(({ data }) => data);
  expect(texts(7)).not.toEqual(texts(8));
});

it.each(['Asia/Kathmandu', 'America/St_Johns', 'Pacific/Apia', 'UTC'])('works in %s', (timeZone) => {
  expect(ticketsOf(recorded(lived({ timeZone, tickets: 30 })))).toHaveLength(30);
});

describe('the scenarios', () => {
  const openings = SCENARIOS.flatMap((scenario) => scenario.openings);
  const lines = SCENARIOS.flatMap((scenario) => scenario.talks).flatMap((talk) => talk.lines);

  it('are many, in all three categories', () => {
    expect(new Set(openings.map((opening) => opening.text)).size).toBeGreaterThan(150);
    expect(new Set(SCENARIOS.map((scenario) => scenario.category))).toEqual(new Set(CATEGORIES));
  });

  it('have no text that the rules would reject, and only lines with a speaker', () => {
    for (const { text, edit } of openings) {
      for (const words of [text, edit ?? text]) {
        expect(words).toBe(words.trim());
        expect(words.length).toBeLessThan(TEXT_LIMIT);
      }
    }
    for (const line of lines) expect(line).toMatch(/^[hu]: \S/);
  });

  it('have no conversation that nobody can have', () => {
    for (const { openings: reports, again = [], talks } of SCENARIOS) {
      const texts = [...reports.flatMap(({ text, edit = '' }) => [text, edit]), ...again];
      for (const { about, lines: words } of talks) {
        const fits = !about || texts.some((text) => about.test(text));
        expect({ fits, words }).toEqual({ fits: true, words });
      }
    }
  });
});
