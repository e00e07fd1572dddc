import { SeededRandom as Random } from '../../bin/random.js';
import type { RawEvent } from './raw-event.js';

const CATEGORIES = ['facility-management', 'technical-it', 'services-complaints'];
const WORDS = [
  'heater',
  'heating',
  'projector',
  'printer',
  'print',
  'room',
  'door',
  'wifi',
  'lamp',
  'cold',
  'water',
  'b12',
];
/** In their normal form; quotation marks and what looks like JSON must not matter. */
export const TICKET_PLACES = ['C-7', 'B-204', 'Room "7", door', 'x\\","place":"y'];
/** Who takes care of tickets. */
export const ASSIGNEES = ['Karim', 'No "or"', 'x\\","assignee":"y'];
const HOUR = 3_600_000;

interface Sketch {
  stream: string;
  version: number;
  status: string;
  category: string;
  decided: boolean;
  /** Positions of the events that brought its texts. */
  texts: number[];
}

/**
 * A random history that the rules allow, one event after the other. Times stand still, creep, or jump to the edges that
 * matter: the next full hour and the millisecond before it, the given instants (local midnights, nights of clock change).
 */
export function* randomHistory(random: Random, start: number, edges: readonly number[]): Generator<RawEvent> {
  const tickets: Sketch[] = [];
  let position = 0;
  let at = start;
  for (;;) {
    at = later(random, at, edges);
    const make = (ticket: Sketch, type: string, data: object, secret: object | null, role: string): RawEvent => ({
      position: (position = noted(ticket, type, position + 1)),
      stream: ticket.stream,
      version: ++ticket.version,
      type,
      data: JSON.stringify(data),
      private: secret && JSON.stringify(secret),
      metadata: JSON.stringify({ role, commandId: `c${position}`, correlationId: 'c' }),
      recordedAt: new Date(at),
    });
    if (tickets.length === 0 || random.chance(0.3)) {
      const ticket = {
        stream: `ticket-${uuid(random)}`,
        version: 0,
        status: 'open',
        category: random.pick(CATEGORIES),
        decided: false,
        texts: [],
      };
      tickets.push(ticket);
      const data = { number: tickets.length, classification: classified(random, ticket.category) };
      const place = random.chance(0.5) ? { place: random.pick(TICKET_PLACES) } : {};
      const secret = { description: sentence(random), words: ['cold'], ...place };
      const opening = make(ticket, 'TicketOpened', data, secret, random.pick(['user', 'user', 'helpdesk']));
      yield { ...opening, schemaVersion: 'place' in place ? 2 : 1 };
    } else if (random.chance(0.03)) {
      yield { ...make({ stream: 'operations', version: position } as Sketch, 'Verified', {}, null, 'operator') };
    } else {
      yield change(random, random.pick(tickets.slice(-8)), make, tickets);
    }
  }
}

type Make = (ticket: Sketch, type: string, data: object, secret: object | null, role: string) => RawEvent;

function change(random: Random, ticket: Sketch, make: Make, tickets: readonly Sketch[]): RawEvent {
  const role = random.pick(['user', 'helpdesk']);
  const open = ticket.status !== 'closed';
  const choice = open ? random.below(15) : random.pick([0, 9, 13, 14]);
  if (choice === 9 && random.chance(0.3)) return erasure(random, ticket, make);
  if (choice === 14) return moderation(random, ticket, make);
  if (choice <= 2 || choice === 9) return message(random, ticket, make, role);
  if (choice === 10) return make(ticket, 'PlaceChanged', {}, { place: random.pick([...TICKET_PLACES, null]) }, role);
  if (choice === 11) return make(ticket, 'Assigned', {}, { assignee: random.pick([...ASSIGNEES, null]) }, 'helpdesk');
  if (choice === 12) return make(ticket, 'PrioritySet', { priority: random.pick(['urgent', 'normal']) }, null, role);
  if (choice === 13) {
    const of = tickets[tickets.indexOf(ticket) - 1];
    if (!of || random.chance(0.3)) return make(ticket, 'DuplicateUnmarked', {}, null, 'helpdesk');
    return make(ticket, 'DuplicateMarked', { of: of.stream.replace('ticket-', '') }, null, 'helpdesk');
  }
  if (choice === 3) return make(ticket, 'MeTooAdded', {}, null, 'user');
  if (choice <= 6) {
    const from = ticket.status;
    ticket.status = from === 'open' ? 'active' : 'closed';
    return make(ticket, 'StatusChanged', { from, to: ticket.status }, null, 'helpdesk');
  }
  if (choice === 7) {
    const to = random.pick(CATEGORIES);
    const from = ticket.category;
    [ticket.category, ticket.decided] = [to, true];
    if (to === from) return make(ticket, 'CategoryConfirmed', { category: to }, null, 'helpdesk');
    return make(ticket, 'CategoryChanged', { from, to }, null, 'helpdesk');
  }
  const description = sentence(random);
  if (ticket.decided) return make(ticket, 'DescriptionChanged', {}, { description }, role);
  ticket.category = random.pick(CATEGORIES);
  return make(
    ticket,
    'DescriptionChanged',
    { classification: classified(random, ticket.category) },
    { description, words: [] },
    role,
  );
}

function message(random: Random, ticket: Sketch, make: Make, role: string): RawEvent {
  const text = sentence(random);
  const facts = { messageId: uuid(random) };
  if (random.chance(0.7)) return make(ticket, 'MessagePosted', facts, { text }, role);
  const digest = random.pick(['a', 'b', 'c']).repeat(64);
  const photos = Array.from({ length: 1 + random.below(3) }, () => ({
    digest,
    type: 'image/png',
    width: 9,
    height: 9,
    bytes: 99,
  }));
  return { ...make(ticket, 'MessagePosted', facts, { text, photos }, role), schemaVersion: 2 };
}

function erasure(random: Random, ticket: Sketch, make: Make): RawEvent {
  if (random.chance(0.3)) return make(ticket, 'TextErased', { reason: 'asked for' }, null, 'operator');
  const data = random.chance(0.5) ? {} : { position: random.pick(ticket.texts) };
  return { ...make(ticket, 'TextErased', data, { reason: 'asked for' }, 'operator'), schemaVersion: 2 };
}

function moderation(random: Random, ticket: Sketch, make: Make): RawEvent {
  const data = { position: random.pick(ticket.texts) };
  if (random.chance(0.4)) return make(ticket, 'TextShown', data, null, 'helpdesk');
  return make(ticket, 'TextHidden', data, { reason: random.pick(['spam', 'names a person']) }, 'helpdesk');
}

const TEXTS = ['TicketOpened', 'DescriptionChanged', 'MessagePosted'];

function noted({ texts }: Sketch, type: string, position: number): number {
  if (TEXTS.includes(type)) texts.push(position);
  return position;
}

function later(random: Random, at: number, edges: readonly number[]): number {
  const edge = edges.find((instant) => instant > at);
  const nextHour = (Math.floor(at / HOUR) + 1) * HOUR;
  const ways = [
    at,
    at,
    at + 1,
    at + random.below(600_000),
    at + random.below(5 * HOUR),
    nextHour,
    nextHour - 1,
    nextHour + HOUR,
  ];
  if (edge !== undefined) ways.push(edge, edge - 1, edge + random.below(HOUR));
  if (random.chance(0.05)) ways.push(at + random.below(40 * 24 * HOUR));
  return Math.max(at, random.pick(ways));
}

function classified(random: Random, category: string): object {
  return { category, confidence: random.pick([0.35, 0.68, 0.69, 0.7, 0.97]), categorizerVersion: 'test' };
}

function sentence(random: Random): string {
  return Array.from({ length: 1 + random.below(5) }, () => random.pick(WORDS)).join(random.pick([' ', ', ', '-']));
}

function uuid(random: Random): string {
  const hex = Array.from({ length: 32 }, () => random.below(16).toString(16)).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}
