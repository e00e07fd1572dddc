import type { RecordedEvent } from './events.js';
import { evolve, GUARDED } from './ticket.js';
import {
  activated,
  answered,
  assigned,
  closed,
  confirmed,
  corrected,
  described,
  duplicateOf,
  FACILITY,
  hiddenText,
  meToo,
  opened,
  placed,
  prioritised,
  ticketAfter,
  unmarked,
  type Happened,
} from '#support/ticket.js';

const OTHER = '01890000-0000-7000-8000-00000000000b';
const at = (minute: number) => new Date(Date.UTC(2026, 10, 5, 12, minute));
const erased: Happened = { type: 'TextErased', data: { reason: 'asked for' }, role: 'operator' };
const erasedOne = (position: number): Happened => ({
  type: 'TextErased',
  data: { reason: 'asked for', position },
  role: 'operator',
});

it('a ticket begins as it was opened', () => {
  const change = { version: 1, position: 100, role: 'user', at: at(1) };
  expect(ticketAfter(opened)).toEqual({
    ticketId: '01890000-0000-7000-8000-00000000000a',
    number: 17,
    status: 'open',
    description: 'No wifi in the library',
    category: 'technical-it',
    place: null,
    assignee: null,
    priority: 'normal',
    duplicateOf: null,
    categoryDecided: false,
    version: 1,
    position: 100,
    changed: Object.fromEntries(GUARDED.map((field) => [field, change])),
    openedBy: 'opener',
    meToo: new Set(),
    lastText: { position: 100 },
    hidden: new Map(),
  });
});

it.each<[string, Happened, object]>([
  [
    'DescriptionChanged',
    described('New'),
    { description: 'New', category: 'technical-it', lastText: { position: 101, before: { position: 100 } } },
  ],
  ['PlaceChanged', placed('B-204'), { place: 'B-204' }],
  ['Assigned', assigned('Karim'), { assignee: 'Karim' }],
  ['PrioritySet', prioritised('urgent'), { priority: 'urgent' }],
  ['DuplicateMarked', duplicateOf(OTHER), { duplicateOf: OTHER }],
  ['DuplicateUnmarked', unmarked, {}],
  ['StatusChanged', activated, { status: 'active' }],
  ['CategoryChanged', corrected, { category: 'facility-management', categoryDecided: true }],
  ['CategoryConfirmed', confirmed, { category: 'technical-it', categoryDecided: true }],
  ['MeTooAdded', meToo('another'), { meToo: new Set(['another']) }],
  ['MessagePosted', answered, { lastText: { position: 101, before: { position: 100 } } }],
  ['TextHidden', hiddenText(100, 'spam'), { hidden: new Map([[100, { reason: 'spam', position: 101 }]]) }],
  ['TextErased', erased, { description: null, place: null, lastText: undefined }],
  ['TextErased', erasedOne(100), { description: null, place: null }],
  ['TextErased', erasedOne(99), {}],
])('%s changes just this', (_, event, expected) => {
  const before = ticketAfter(opened);
  const { changed: _before, ...unchanged } = before ?? {};
  const { changed: _after, ...after } = ticketAfter(opened, event) ?? {};
  expect(after).toEqual({ ...unchanged, ...expected, version: 2, position: 101 });
});

it('each field knows when it last changed, and by whom', () => {
  const rewritten: Happened = {
    type: 'DescriptionChanged',
    data: { description: 'No heating', classification: FACILITY },
  };
  const later = [placed('B-204'), prioritised('urgent'), duplicateOf(OTHER), unmarked, hiddenText(100, 'x')];
  expect(ticketAfter(opened, activated, answered, rewritten, corrected, closed, ...later)?.changed).toEqual({
    description: { version: 4, position: 103, role: 'user', at: at(4) },
    status: { version: 6, position: 105, role: 'helpdesk', at: at(6) },
    category: { version: 5, position: 104, role: 'helpdesk', at: at(5) },
    place: { version: 7, position: 106, role: 'user', at: at(7) },
    assignee: { version: 1, position: 100, role: 'user', at: at(1) },
    priority: { version: 8, position: 107, role: 'helpdesk', at: at(8) },
    duplicateOf: { version: 10, position: 109, role: 'helpdesk', at: at(10) },
    hidden: { version: 11, position: 110, role: 'helpdesk', at: at(11) },
  });
});

it('a new classification that says the same leaves the category as it was', () => {
  const { data } = opened as { data: { classification: typeof FACILITY } };
  const again: Happened = {
    type: 'DescriptionChanged',
    data: { description: 'x', classification: data.classification },
  };
  expect(ticketAfter(opened, again)?.changed.category.version).toBe(1);
});

it('forgets who takes care of it with its texts, but not how urgent it is or what it is a duplicate of', () => {
  const before = [opened, assigned('Karim'), prioritised('urgent'), duplicateOf(OTHER)];
  expect(ticketAfter(...before, erased)).toMatchObject({ assignee: null, priority: 'urgent', duplicateOf: OTHER });
});

it('nothing comes before TicketOpened', () => {
  expect(() => ticketAfter(activated)).toThrow(/has no ticket before it/);
});

it('does not touch the ticket before', () => {
  const before = ticketAfter(opened, meToo('one'));
  evolve(before, { ...meToo('two'), version: 3, position: 9, role: 'user', recordedAt: at(3) } as RecordedEvent);
  expect(before?.meToo).toEqual(new Set(['one']));
});

it('a ticket that was opened with a place has it', () => {
  const { data } = opened as Happened & { type: 'TicketOpened' };
  expect(ticketAfter({ type: 'TicketOpened', data: { ...data, place: 'B-204' } })?.place).toBe('B-204');
});

it('an erased event takes along the fields that it brought, and the reason that it gave', () => {
  const after = ticketAfter(opened, placed('B-204'), hiddenText(100, 'spam'), erasedOne(101), erasedOne(102));
  expect(after).toMatchObject({ description: 'No wifi in the library', place: null });
  expect(after?.hidden).toEqual(new Map([[100, { reason: null, position: 102 }]]));
});
