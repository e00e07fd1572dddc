import type { Photo, RecordedEvent } from '#libs/tickets/events.js';
import { textOf } from '#libs/tickets/hidden-texts.js';
import { evolve, type Ticket } from '#libs/tickets/ticket.js';
import { browserMark } from '../../queries/browser-mark.js';
import type { RequestContext } from '../../request/request-context.js';
import type { Requester } from '../../request/requester.decorator.js';
import { EVENT_ICONS, fieldsOf, type FieldStep } from '../shared/event-fields.js';
import type { Change } from '../shared/word-changes.js';

/** One line or message of a ticket's timeline. */
export interface Entry {
  readonly id: string;
  readonly position: number;
  readonly kind: RecordedEvent['type'];
  readonly icon: string;
  /** Its key below `event.`; says what the actor did. */
  readonly sentence: string;
  readonly at: Date;
  readonly role: string;
  readonly name: string | undefined;
  /** Sent from this browser. */
  readonly own: boolean;
  /** Sent from the browser that reported the ticket. */
  readonly reporter: boolean;
  /** Key below `event.` of a sentence that names nobody. */
  readonly plain?: string;
  readonly text?: string | null;
  readonly erased?: boolean;
  readonly photos?: readonly Photo[];
  /** It brought a text, which may be hidden. */
  readonly mayHide?: boolean;
  readonly hidden?: boolean;
  /** Why its text is hidden from users; empty once that was erased. */
  readonly hiddenBecause?: string;
  /** The value that a field got; of an enumeration also the one before. */
  readonly change?: {
    readonly field: string;
    readonly kind: FieldStep['kind'];
    readonly from: string | null | undefined;
    readonly to: string;
  };
  /** Number of the ticket that reports the same. */
  readonly of?: number | undefined;
  readonly reason?: string;
  /** On whose behalf the helpdesk reported it; for the helpdesk only. */
  readonly reportedFor?: string | null | undefined;
  readonly changes?: readonly Change[];
  /** The description before this edit, if it can be taken back. */
  readonly before?: string;
}

/** So many entries of a long timeline are shown at first, and so many more each time; a page never has more than `MOST`. */
export const WINDOW = 50;
const MOST = 200;

/** The newest entries of a timeline, and where the ones before them are. */
export interface Timeline {
  readonly entries: readonly Entry[];
  /** How many entries come before those shown. */
  readonly earlier: number;
  /** The page with more of them, and the one with only the newest. */
  readonly earlierUrl: string;
  readonly newestUrl: string;
  /** The page with all of them, as far as one page can have them; empty when they are shown. */
  readonly wholeUrl: string;
  /** The earlier ones come in a page of their own, without those shown now. */
  readonly apart: boolean;
  /** Newer entries than those shown exist. */
  readonly later: boolean;
  /** More than at first. */
  readonly long: boolean;
}

/** The version that the timeline of a page begins with: the one in its address (`?from=`), or far enough back. */
export function firstShown({ url, shown }: RequestContext, version: number): number {
  // A form is sent to an address of its own: the page is the one that the browser shows.
  const page = /^\/tickets\/\d+(\?|$)/.test(url) ? url : shown;
  const asked = Number(/[?&]from=([1-9]\d{0,8})(?!\d)/.exec(page ?? '')?.[1] ?? version);
  // The answer to a form shows the newest entry, which it may have just made.
  return Math.min(defaultFirst(version), page === url ? asked : Math.max(asked, version - MOST + 1));
}

/** The version that the timeline of a ticket begins with when its address says nothing. */
export function defaultFirst(version: number): number {
  return Math.max(1, version - WINDOW + 1);
}

/**
 * The events of a ticket as people read them, the oldest first.
 * @param from version of the first that is shown
 * @param url of the page whose timeline begins with a version
 * @param numbers of the tickets that this one was a duplicate of, by their ids
 */
export function presentTimeline(
  events: readonly RecordedEvent[],
  requester: Requester,
  {
    mayEdit,
    mayHide,
    from,
    url,
    numbers,
  }: {
    readonly mayEdit: boolean;
    readonly mayHide: boolean;
    readonly from: number;
    readonly url: (first?: number) => string;
    readonly numbers: ReadonlyMap<string, number>;
  },
): Timeline {
  const lastEdit = events.findLast((event) => event.type === 'DescriptionChanged')?.position;
  const [opening] = events;
  const mark = opening && browserMark(requester.browser, opening.ticketId);
  const entries: Entry[] = [];
  let ticket: Ticket | undefined;
  for (const event of events) {
    const before = ticket;
    ticket = evolve(ticket, event);
    if (event.version < from || event.version >= from + MOST) continue;
    const { hidden, browser, role } = event;
    const isReporters = event === opening || (browser !== undefined && browser === opening?.browser);
    const common = envelope(event, browser !== undefined && browser === mark, role === 'user' && isReporters);
    const isReport = event.type === 'TicketOpened' && requester.role === 'helpdesk';
    Object.assign(common, details(event, before, mayEdit && event.position === lastEdit), {
      mayHide: mayHide && textOf(event) !== undefined,
      hidden: hidden !== undefined,
      hiddenBecause: hidden === undefined ? undefined : (hidden ?? ''),
      plain: plainSentence(common),
      reportedFor: isReport ? event.data.reportedFor : undefined,
      of: event.type === 'DuplicateMarked' ? numbers.get(event.data.of) : undefined,
    } satisfies Partial<Entry>);
    entries.push(common);
  }
  const newest = events.at(-1)?.version ?? 0;
  const later = newest >= from + MOST;
  const apart = from - WINDOW + MOST <= newest;
  return {
    entries,
    earlier: events.filter(({ version }) => version < from).length,
    earlierUrl: url(Math.max(1, from - (apart ? MOST : WINDOW))),
    newestUrl: url(),
    wholeUrl: from > 1 ? url(1) : '',
    apart,
    later,
    long: entries.length > WINDOW,
  };
}

function envelope(event: RecordedEvent, own: boolean, reporter: boolean): Entry {
  const { position, type: kind, recordedAt: at, role, name } = event;
  const icon = EVENT_ICONS[kind];
  return { id: `event-${position}`, position, kind, icon, sentence: kind, at, role, name, own, reporter };
}

function plainSentence({ kind, role, name, own }: Entry): string | undefined {
  if (kind === 'MeTooAdded') return own ? 'youMeToo' : name ? undefined : 'anonymousMeToo';
  return kind === 'TicketOpened' && role === 'user' && !own && !name ? 'anonymous' : undefined;
}

/** The sentence or text of an event. */
function details(event: RecordedEvent, ticket: Ticket | undefined, undoable: boolean): Partial<Entry> {
  const { type } = event;
  const [step] = fieldsOf(event, ticket);
  switch (type) {
    case 'MessagePosted':
      return { text: event.data.text, erased: step?.erased, photos: event.data.photos ?? [] };
    case 'DescriptionChanged':
      if (!step?.changes) return { erased: true };
      return { changes: step.changes, ...(undoable && { before: ticket?.description ?? undefined }) };
    case 'PrioritySet':
      return { sentence: `${type}.${event.data.priority}` };
    case 'StatusChanged':
      return { icon: event.data.to, sentence: `${type}.${event.data.to}` };
    case 'TextErased':
    case 'TextHidden':
      return { reason: event.data.reason ?? undefined };
    case 'TextShown':
    case 'TicketOpened':
    case 'DuplicateMarked':
    case 'DuplicateUnmarked':
      return {};
    default:
      return step ? changeOf(step) : {};
  }
}

/** A field that got another value, or lost it. */
function changeOf({ field, kind, before, after }: FieldStep): Partial<Entry> {
  if (!after) return { sentence: `${field}Gone` };
  return { change: { field, kind, from: kind === 'name' ? before : undefined, to: after } };
}
