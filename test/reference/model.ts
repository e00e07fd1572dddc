import type { RawEvent } from './raw-event.js';

/*
 * What lists and figures must be, written apart from the code it checks: it shares no line with it, reads the raw JSON
 * of the log, keeps no sums, and computes every answer from the first event on.
 */

export interface ExpectedTicket {
  ticketId: string;
  number: number;
  status: string;
  description: string | null;
  /** Why the description is hidden from users. */
  hiddenBecause: string | null;
  /** Its descriptions and messages by the position of their events; those that are hidden, with the reason. */
  texts: Record<number, string>;
  hidden: Record<number, string>;
  describedAt: number;
  category: string;
  place: string | null;
  assignee: string | null;
  priority: string;
  duplicateOf: string | null;
  openedAt: number;
  modifiedAt: number;
  activatedAt: number | null;
  closedAt: number | null;
  version: number;
  messageCount: number;
  meTooCount: number;
  photoCount: number;
  waiting: boolean;
  waitingSince: number | null;
  needsReply: boolean;
  check: boolean;
  lastWriter: string;
  /** Who wrote, and when: the opening and every message. */
  said: { by: string; at: number }[];
  /** Messages alone. */
  messageTimes: { by: string; at: number }[];
  confidence: number;
  decided: boolean;
}

/** The tickets after these events. */
export function ticketsOf(events: readonly RawEvent[]): ExpectedTicket[] {
  const tickets: Record<string, ExpectedTicket> = {};
  for (const event of events) {
    if (!event.stream.startsWith('ticket-')) continue;
    const id = event.stream.replace('ticket-', '');
    const facts = JSON.parse(event.data);
    const secret = JSON.parse(event.private ?? '{}');
    const by = JSON.parse(event.metadata).role;
    const time = event.recordedAt.getTime();
    const ticket = (tickets[id] ??= {} as ExpectedTicket);
    ticket.version = event.version;
    if (!['MeTooAdded', 'TextErased', 'TextHidden', 'TextShown'].includes(event.type)) ticket.modifiedAt = time;
    if (event.type === 'TicketOpened') {
      Object.assign(ticket, { ticketId: id, number: facts.number, status: 'open', openedAt: time, activatedAt: null });
      Object.assign(ticket, { closedAt: null, messageCount: 0, meTooCount: 0, decided: false });
      Object.assign(ticket, { texts: {}, hidden: {} });
      Object.assign(ticket, { assignee: null, priority: 'normal', duplicateOf: null, said: [], messageTimes: [] });
    }
    if (event.type === 'TicketOpened' || event.type === 'DescriptionChanged') {
      ticket.description = secret.description ?? null;
      // An earlier description is no longer looked for.
      delete ticket.texts[ticket.describedAt];
      ticket.describedAt = event.position;
      ticket.texts[event.position] = secret.description ?? '';
      if (facts.classification) ticket.confidence = facts.classification.confidence;
      if (facts.classification && !ticket.decided) ticket.category = facts.classification.category;
    }
    if (event.type === 'TicketOpened' || event.type === 'PlaceChanged') ticket.place = secret.place ?? null;
    if (event.type === 'TicketOpened' || event.type === 'MessagePosted') ticket.lastWriter = by;
    if (event.type === 'TicketOpened' || event.type === 'MessagePosted') ticket.said.push({ by, at: time });
    if (event.type === 'Assigned') ticket.assignee = secret.assignee ?? null;
    if (event.type === 'PrioritySet') ticket.priority = facts.priority;
    if (event.type === 'DuplicateMarked') ticket.duplicateOf = facts.of;
    if (event.type === 'DuplicateUnmarked') ticket.duplicateOf = null;
    if (event.type === 'CategoryChanged') ticket.category = facts.to;
    if (event.type === 'CategoryChanged' || event.type === 'CategoryConfirmed') ticket.decided = true;
    if (event.type === 'StatusChanged') ticket.status = facts.to;
    if (event.type === 'StatusChanged' && facts.to === 'active') ticket.activatedAt = time;
    if (event.type === 'StatusChanged' && facts.to === 'closed') ticket.closedAt = time;
    if (event.type === 'MessagePosted') ticket.messageCount += 1;
    if (event.type === 'MessagePosted') ticket.messageTimes.push({ by, at: time });
    if (event.type === 'MessagePosted') ticket.texts[event.position] = secret.text ?? '';
    if (event.type === 'TextHidden') ticket.hidden[facts.position] = secret.reason ?? '';
    if (event.type === 'TextShown') delete ticket.hidden[facts.position];
    if (event.type === 'MeTooAdded') ticket.meTooCount += 1;
    if (event.type === 'TicketOpened') ticket.photoCount = secret.photos?.length ?? 0;
    if (event.type === 'MessagePosted') ticket.photoCount += secret.photos?.length ?? 0;
    // What one event lost is null in the log.
    if (event.type === 'TextErased' && facts.position === undefined)
      Object.assign(ticket, { description: null, place: null, assignee: null, texts: {}, hidden: {}, photoCount: 0 });
    ticket.hiddenBecause = ticket.hidden[ticket.describedAt] ?? null;
    ticket.waiting = ticket.lastWriter === 'user' && ticket.status !== 'closed';
    const lastAnswer = ticket.said.findLastIndex((word) => word.by === 'helpdesk');
    ticket.waitingSince = ticket.waiting ? (ticket.said[lastAnswer + 1]?.at ?? null) : null;
    ticket.needsReply = ticket.waiting && lastAnswer >= 0;
    ticket.check = ticket.confidence < 0.69 && !ticket.decided && ticket.status !== 'closed';
  }
  return Object.values(tickets);
}

export interface ExpectedFilter {
  status?: string[];
  category?: string[];
  place?: string[];
  without?: ('place' | 'assignee')[];
  assignee?: string[];
  priority?: string[];
  duplicateOf?: string[];
  q?: string;
  openedFrom?: Date;
  openedUntil?: Date;
  openedMonth?: string;
  waiting?: boolean;
  needsReply?: boolean;
  check?: boolean;
  sort?: string;
}

/** The whole list that a filter finds, in order. */
export function listOf(tickets: ExpectedTicket[], filter: ExpectedFilter, zone: string): ExpectedTicket[] {
  const sort = filter.sort ?? (filter.q ? '-opened' : '-modified');
  const sign = sort.startsWith('-') ? -1 : 1;
  const field = ({ opened: 'openedAt', modified: 'modifiedAt', number: 'number' } as const)[
    sort.replace('-', '') as 'opened' | 'modified' | 'number'
  ];
  return tickets
    .filter((t) => !filter.status?.length || filter.status.includes(t.status))
    .filter((t) => !filter.category?.length || filter.category.includes(t.category))
    .filter((t) => !filter.place?.length || filter.place.includes(t.place ?? ''))
    .filter((t) => !filter.without?.some((field) => t[field] !== null))
    .filter((t) => !filter.assignee?.length || filter.assignee.includes(t.assignee ?? ''))
    .filter((t) => !filter.priority?.length || filter.priority.includes(t.priority))
    .filter((t) => !filter.duplicateOf?.length || filter.duplicateOf.includes(t.duplicateOf ?? ''))
    .filter((t) => !filter.q || everyWordBegins(filter.q, [t.place ?? '', ...shownTexts(t)].join(' ')))
    .filter((t) => !filter.openedFrom || t.openedAt >= filter.openedFrom.getTime())
    .filter((t) => !filter.openedUntil || t.openedAt <= filter.openedUntil.getTime())
    .filter((t) => !filter.openedMonth || localDay(t.openedAt, zone).startsWith(filter.openedMonth))
    .filter((t) => filter.waiting === undefined || t.waiting === filter.waiting)
    .filter((t) => filter.needsReply === undefined || t.needsReply === filter.needsReply)
    .filter((t) => filter.check === undefined || t.check === filter.check)
    .sort((a, b) => sign * (a[field] - b[field] || a.number - b.number));
}

/** A hidden text is not found. */
function shownTexts({ texts, hidden }: ExpectedTicket): string[] {
  return Object.entries(texts).flatMap(([position, text]) => (position in hidden ? [] : [text]));
}

/** Texts of the random histories are plain ASCII words. */
function everyWordBegins(q: string, text: string): boolean {
  const words = text.toLowerCase().split(/[^a-z0-9]+/);
  const wanted = q
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  return wanted.length > 0 && wanted.every((want) => words.some((word) => word.startsWith(want)));
}

export interface Bucket {
  from: number;
  opened: number;
  notYetClosed: number;
}

/** Opened in the last `hours` before `now` and not yet closed, with the buckets. */
export function openTicketsOf(
  tickets: ExpectedTicket[],
  hours: number,
  now: number,
  zone: string,
): { count: number; buckets: Bucket[] } {
  const start = now - hours * 3_600_000;
  const within = tickets.filter((t) => t.openedAt >= start && t.openedAt <= now);
  const starts = [start];
  if (hours <= 168) {
    for (let at = Math.ceil(start / 3_600_000) * 3_600_000; at <= now; at += 3_600_000) if (at > start) starts.push(at);
  } else {
    for (const at of midnights(start, now, zone)) if (at > start) starts.push(at);
  }
  const buckets = starts.map((from, i) => {
    const until = starts[i + 1] ?? Infinity;
    const inside = within.filter((t) => t.openedAt >= from && t.openedAt < until);
    return { from, opened: inside.length, notYetClosed: inside.filter((t) => t.status !== 'closed').length };
  });
  return { count: within.filter((t) => t.status === 'open' || t.status === 'active').length, buckets };
}

/** By month of opening: months without a ticket are left out. */
export function resolutionTimeOf(tickets: ExpectedTicket[], zone: string) {
  const months = [...new Set(tickets.map((t) => localDay(t.openedAt, zone).slice(0, 7)))].sort();
  return months.map((month) => {
    const opened = tickets.filter((t) => localDay(t.openedAt, zone).startsWith(month));
    const times = opened
      .filter((t) => t.closedAt !== null)
      .map((t) => (t.closedAt as number) - t.openedAt)
      .sort((a, b) => a - b);
    const mean = times.length > 0 ? times.reduce((sum, ms) => sum + ms, 0) / times.length : null;
    return { month, opened: opened.length, closed: times.length, averageMs: mean, times };
  });
}

export function activeByCategoryOf(tickets: ExpectedTicket[]): Record<string, { active: number; open: number }> {
  const names = ['facility-management', 'technical-it', 'services-complaints'];
  const count = (category: string, status: string): number =>
    tickets.filter((t) => t.category === category && t.status === status).length;
  return Object.fromEntries(names.map((name) => [name, { active: count(name, 'active'), open: count(name, 'open') }]));
}

/** Tickets not yet closed by place, and those without one under ''. */
export function byPlaceOf(tickets: ExpectedTicket[]): Record<string, { active: number; open: number }> {
  const counts: Record<string, { active: number; open: number }> = {};
  for (const { place, status } of tickets) {
    if (status === 'closed') continue;
    const count = (counts[place ?? ''] ??= { active: 0, open: 0 });
    count[status as 'open' | 'active'] += 1;
  }
  return counts;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** `2026-11-03`, the calendar day on a clock of the zone. */
export function localDay(at: number, zone: string): string {
  const options = { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' } as const;
  if (!formats.has(zone)) formats.set(zone, new Intl.DateTimeFormat('en-CA', options));
  return (formats.get(zone) as Intl.DateTimeFormat).format(at);
}

/** Every instant in [from, until] at which the calendar day of the zone changes, found by looking. */
export function midnights(from: number, until: number, zone: string): number[] {
  const found: number[] = [];
  const step = 900_000;
  // A quarter of an hour is the finest any zone moves by; days only ever begin on such a mark.
  for (let at = Math.ceil(from / step) * step; at <= until; at += step) {
    if (localDay(at, zone) > localDay(at - 1, zone) && !seen(found, at, zone)) found.push(at);
  }
  return found;
}

/** Clocks set back over midnight bring the same day twice: it began the first time. */
function seen(found: readonly number[], at: number, zone: string): boolean {
  const last = found.at(-1);
  return last !== undefined && localDay(last, zone) >= localDay(at, zone);
}
