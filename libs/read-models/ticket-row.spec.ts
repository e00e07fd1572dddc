import type { Classification, RecordedEvent, TicketEvent } from '#libs/tickets/events.js';
import { CannotApplyError, CHECK_BELOW, markParked, projectTicket, type TicketRow } from './ticket-row.js';

const START = Date.parse('2026-11-03T09:00:00Z');
const classification: Classification = {
  category: 'technical-it',
  confidence: 0.5,
  words: ['wifi'],
  categorizerVersion: '1',
};

/** The events of one ticket, a minute apart. */
function story(...events: (TicketEvent & { role?: RecordedEvent['role'] })[]): RecordedEvent[] {
  return events.map(({ role = 'user', ...event }, i) => ({
    ...(event as TicketEvent),
    eventId: `e${i}`,
    ticketId: 't',
    version: i + 1,
    position: 10 + i,
    schemaVersion: 1,
    recordedAt: new Date(START + i * 60_000),
    role,
    commandId: 'c',
    correlationId: 'r',
  }));
}
const after = (...events: Parameters<typeof story>): TicketRow =>
  story(...events).reduce<TicketRow | undefined>(projectTicket, undefined) as TicketRow;

const opened = { type: 'TicketOpened', data: { number: 7, description: 'Slow wifi', classification } } as const;
const taken = { type: 'StatusChanged', data: { from: 'open', to: 'active' }, role: 'helpdesk' } as const;
const closed = { type: 'StatusChanged', data: { from: 'active', to: 'closed' }, role: 'helpdesk' } as const;
const message = (role: 'user' | 'helpdesk') =>
  ({ type: 'MessagePosted', data: { messageId: 'm', text: 'Hm' }, role }) as const;

it('begins with the opening', () => {
  expect(after(opened)).toMatchObject({
    number: 7,
    status: 'open',
    category: 'technical-it',
    openedAt: START,
    modifiedAt: START,
    version: 1,
    openedPosition: 10,
    lastPosition: 10,
  });
});

it('keeps the times of each status', () => {
  expect(after(opened, taken, closed)).toMatchObject({
    status: 'closed',
    activatedAt: START + 60_000,
    closedAt: START + 120_000,
    modifiedAt: START + 120_000,
  });
});

it('counts messages, and who waits for whom', () => {
  expect(after(opened).waiting).toBe(true);
  expect(after({ ...opened, role: 'helpdesk' }).waiting).toBe(false);
  const answered = after(opened, message('user'), message('helpdesk'));
  expect(answered.messageCount).toBe(2);
  expect(answered.waiting).toBe(false);
  expect(after(opened, message('helpdesk'), message('user')).waiting).toBe(true);
  expect(after(opened, taken, closed).waiting).toBe(false);
});

it('does not call me-toos and erasures modifications', () => {
  const row = after(
    opened,
    { type: 'MeTooAdded', data: {} },
    { type: 'TextErased', data: { reason: 'asked' }, role: 'operator' },
  );
  expect(row).toMatchObject({
    meTooCount: 1,
    modifiedAt: START,
    version: 3,
    description: null,
    words: [],
    erased: true,
  });
});

it('has the place that was said last, until it is erased', () => {
  const placed = { ...opened, data: { ...opened.data, place: 'B-204' } };
  const moved = { type: 'PlaceChanged', data: { place: 'C-7' } } as const;
  const row = after(placed, moved);
  expect([after(opened).place, after(placed).place, row.place]).toEqual([null, 'B-204', 'C-7']);
  expect(row.modifiedAt).toBeGreaterThan(START);
  const erased = { type: 'TextErased', data: { reason: 'asked' }, role: 'operator' } as const;
  expect(after(placed, moved, erased).place).toBeNull();
});

it('follows the categorizer until somebody decides', () => {
  const edited = {
    type: 'DescriptionChanged',
    data: { description: 'No heat', classification: { ...classification, category: 'facility-management' } },
  } as const;
  expect(after(opened, edited)).toMatchObject({
    category: 'facility-management',
    description: 'No heat',
    classifiedAs: 'facility-management',
  });
  const corrected = after(
    opened,
    { type: 'CategoryChanged', data: { from: 'technical-it', to: 'services-complaints' } },
    edited,
  );
  expect(corrected).toMatchObject({
    category: 'services-complaints',
    classifiedAs: 'facility-management',
    categoryDecidedAt: START + 60_000,
  });
});

it('asks for a check while the categorizer was unsure', () => {
  expect(after(opened).check).toBe(true);
  expect(after(opened, { type: 'CategoryConfirmed', data: { category: 'technical-it' } }).check).toBe(false);
  expect(after(opened, taken, closed).check).toBe(false);
  const sure = { ...opened, data: { ...opened.data, classification: { ...classification, confidence: CHECK_BELOW } } };
  expect(after(sure).check).toBe(false);
});

describe('cannot apply', () => {
  const [first, second, third] = story(opened, taken, closed) as [RecordedEvent, RecordedEvent, RecordedEvent];
  it.each<[string, TicketRow | undefined, RecordedEvent]>([
    ['anything before the opening', undefined, second],
    ['an opening that is not the first', undefined, { ...first, version: 2 }],
    ['a second opening', after(opened), { ...first, version: 2 }],
    ['an event twice', after(opened, taken), second],
    ['an event out of turn', after(opened), third],
    ['leaving a status the ticket is not in', after(opened), { ...third, version: 2 }],
  ])('%s', (_, row, event) => {
    expect(() => projectTicket(row, event)).toThrow(CannotApplyError);
  });

  it('marks the ticket and goes on with the next version', () => {
    const marked = markParked(after(opened), { version: 2, position: 11 });
    expect(marked).toMatchObject({ parked: true, version: 2, status: 'open' });
    expect(projectTicket(marked, { ...second, version: 3 })).toMatchObject({
      parked: true,
      status: 'active',
      version: 3,
    });
  });
});
