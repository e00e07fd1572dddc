import type { TicketEvent } from './events.js';
import { TECHNICAL } from '#support/ticket.js';
import type { StoredEvent } from '#libs/event-log/stored-event.js';
import { fromStored, toStored, UnreadableEventError } from './stored-events.js';

const id = '01890000-0000-7000-8000-00000000000a';
const metadata = { role: 'user', commandId: 'c', correlationId: 'd', browser: 'b' } as const;
/** What a writer and the systems before ours may bring; erasable. */
const brought = { name: 'Ada', tracestate: 'vendor=Ada' };
const stored = (parts: ReturnType<typeof toStored>, more: Partial<StoredEvent> = {}) => ({
  ...parts,
  eventId: id,
  stream: `ticket-${id}`,
  version: 1,
  position: 7,
  recordedAt: new Date(5),
  ...more,
});

const SECRET = 'between us';
const EVENTS: TicketEvent[] = [
  { type: 'TicketOpened', data: { number: 1, description: SECRET, classification: TECHNICAL, follows: id } },
  {
    type: 'TicketOpened',
    data: { number: 1, description: SECRET, classification: TECHNICAL, place: SECRET, reportedFor: SECRET },
  },
  { type: 'PlaceChanged', data: { place: SECRET } },
  { type: 'DescriptionChanged', data: { description: SECRET, classification: TECHNICAL } },
  { type: 'DescriptionChanged', data: { description: SECRET } },
  { type: 'CategoryChanged', data: { from: 'technical-it', to: 'facility-management' } },
  { type: 'CategoryConfirmed', data: { category: 'technical-it' } },
  { type: 'StatusChanged', data: { from: 'open', to: 'active' } },
  { type: 'MessagePosted', data: { messageId: id, text: SECRET } },
  { type: 'MeTooAdded', data: {} },
  { type: 'TextHidden', data: { position: 3, reason: SECRET } },
  { type: 'TextShown', data: { position: 3 } },
  { type: 'TextErased', data: { reason: SECRET } },
  { type: 'TextErased', data: { reason: SECRET, position: 3 } },
];

it.each(EVENTS)('$type comes back as it was stored', (event) => {
  expect(fromStored(stored(toStored(event, { ...metadata, ...brought })))).toEqual({
    ...event,
    ...metadata,
    ...brought,
    eventId: id,
    ticketId: id,
    version: 1,
    position: 7,
    schemaVersion: 'reportedFor' in event.data || event.type === 'TextErased' ? 2 : 1,
    recordedAt: new Date(5),
  });
});

it.each(EVENTS)('$type keeps texts, deciding words and names apart, where they can be erased', (event) => {
  const { data, metadata: kept } = toStored(event, { ...metadata, ...brought });
  expect(data + kept).not.toMatch(/between us|wifi|Ada/);
});

it.each(EVENTS)('$type can be read after its private text was erased', (event) => {
  const read = fromStored(stored(toStored(event, { ...metadata, ...brought }), { private: null }));
  expect(JSON.stringify(read)).not.toMatch(/between us|wifi|Ada/);
  expect(read).toMatchObject({ type: event.type, version: 1 });
});

it('an event with nothing private has no private part', () => {
  expect(toStored({ type: 'MeTooAdded', data: {} }, metadata).private).toBeNull();
});

it.each([
  ['of an unknown type', { type: 'TicketSold' }, 'unknown-type'],
  ['of a newer schema', { schemaVersion: 2 }, 'newer-schema'],
  ['with data that does not fit', { data: '{"from":"open"}' }, 'malformed'],
  ['with data that is no JSON', { data: '{' }, 'malformed'],
])('an event %s is refused by name', (_, change, reason) => {
  const good = stored(toStored({ type: 'StatusChanged', data: { from: 'open', to: 'active' } }, metadata));
  expect(() => fromStored({ ...good, ...change })).toThrow(UnreadableEventError);
  expect(() => fromStored({ ...good, ...change })).toThrow(expect.objectContaining({ reason, position: 7 }));
});

describe('a schema version that adds members', () => {
  const opening = { number: 1, description: SECRET, classification: TECHNICAL };

  it('is written only when one of them is there', () => {
    expect(toStored({ type: 'TicketOpened', data: opening }, metadata).schemaVersion).toBe(1);
    for (const more of [{ place: 'B-204' }, { reportedFor: 'Grace' }]) {
      expect(toStored({ type: 'TicketOpened', data: { ...opening, ...more } }, metadata).schemaVersion).toBe(2);
    }
  });

  it('leaves them out of an older event, erased or not', () => {
    const old = toStored({ type: 'TicketOpened', data: opening }, metadata);
    for (const row of [stored(old), stored(old, { private: null })]) {
      expect(fromStored(row).data).not.toHaveProperty('place');
      expect(fromStored(row).schemaVersion).toBe(1);
    }
  });

  it('shows them as null once erased', () => {
    const parts = toStored({ type: 'TicketOpened', data: { ...opening, place: 'B-204' } }, metadata);
    expect(fromStored(stored(parts)).data).not.toHaveProperty('reportedFor');
    expect(fromStored(stored(parts, { private: null })).data).toMatchObject({ description: null, place: null });
  });
});

it('the reason of an erasure was a fact in version 1, and stays one', () => {
  const event: TicketEvent = { type: 'TextErased', data: { reason: 'asked for' } };
  const old = toStored(event, metadata, 1);
  expect(old).toMatchObject({ schemaVersion: 1, data: '{"reason":"asked for"}', private: null });
  expect(fromStored(stored(old)).data).toEqual(event.data);
});
