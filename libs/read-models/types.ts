import type { FoundTerm } from './search/vocabulary.js';
import type { Category, Classification, EventType, RecordedEvent, Role, Status } from '#libs/tickets/events.js';
import type { FieldFilter, TicketItem } from './fields.js';

export type { TicketItem };

/** The position and time an answer speaks of. Everything on one page speaks of the same one. */
export interface AsOf {
  /** Position of the last event that is in it. */
  readonly position: number;
  /** T = greatest(database clock, last recordedAt), or the past time that `at` gives. */
  readonly at: Date;
  /** IANA zone of the read models: months and days begin at its local midnights. */
  readonly timeZone: string;
}

export interface TicketView extends TicketItem {
  readonly classification: Classification | null;
  readonly categoryDecided: boolean;
  readonly follows: string | null;
  readonly erased: boolean;
  /** An event of this ticket could not be applied; what is shown may be incomplete. */
  readonly parked: boolean;
  /** Whether there may be others that report the same. */
  readonly linked: boolean;
  readonly timeline: readonly RecordedEvent[];
  readonly asOf: AsOf;
}

export type SortKey = 'opened' | 'modified' | 'number' | '-opened' | '-modified' | '-number';

export interface TicketFilter extends FieldFilter {
  /** Only the tickets with these numbers. */
  readonly numbers?: readonly number[];
  readonly q?: string;
  /** openedAt >= */
  readonly openedFrom?: Date;
  /** openedAt <= (inclusive, as T-X <= openedAt <= T) */
  readonly openedUntil?: Date;
  /** `2026-11`, a month of the read models' zone. */
  readonly openedMonth?: string;
  /** Weekday (1 is Monday) and hour of that zone: `1-09`. */
  readonly openedHour?: string;
  /** closedAt >= */
  readonly closedFrom?: Date;
  /** closedAt <= */
  readonly closedUntil?: Date;
  /** Closed at most so many times 24 hours after the opening. */
  readonly closedWithin?: number;
  /** The helpdesk has written under it. */
  readonly answered?: boolean;
  readonly waiting?: boolean;
  readonly needsReply?: boolean;
  readonly check?: boolean;
  readonly sort?: SortKey;
  /** Instead of `sort`, for a search: the best of its newest matches. */
  readonly best?: boolean;
  readonly at?: Date;
  readonly cursor?: string;
  readonly limit?: number;
}

export interface TicketPage {
  readonly items: readonly TicketItem[];
  /** Where a number was searched for: its ticket, whatever else is asked for. */
  readonly numbered?: TicketItem;
  readonly nextCursor: string | null;
  readonly asOf: AsOf;
  /** Words of the search beyond those that count. */
  readonly ignored?: readonly string[];
  /** The page is of the newest so many matches only. */
  readonly ofNewest?: number;
  /** What the search looked for, to mark it in texts. */
  readonly terms?: readonly FoundTerm[];
  /** The page is of these words. */
  readonly corrected?: {
    readonly q: string;
    readonly words: readonly CorrectedWord[];
    /** Also of what was typed; otherwise nothing was found as typed. */
    readonly also: boolean;
    /** Finds just what was typed. */
    readonly exact: string;
  };
}

export interface CorrectedWord {
  readonly typed: string;
  readonly meant: string;
}

/** How many tickets a filter finds: exact up to a bound, `more` beyond. */
export interface BoundedCount {
  readonly count: number;
  readonly more: boolean;
}

export interface OpenTicketsFigure {
  readonly count: number;
  readonly from: Date;
  readonly to: Date;
  /** Hours up to the last 168 h, days (of the zone) beyond and of days; the first one partial, zeros included. */
  readonly buckets: readonly { readonly from: Date; readonly opened: number; readonly notYetClosed: number }[];
  readonly asOf: AsOf;
}

export interface ResolutionTimeFigure {
  readonly months: readonly {
    /** `2026-11` */
    readonly month: string;
    readonly opened: number;
    readonly closed: number;
    /** Mean of closedAt - openedAt in milliseconds; null while none is closed. */
    readonly averageMs: number | null;
    /** Half of the closed ones took at most so long; within `PERCENTILE_PRECISION` of durations.ts. */
    readonly medianMs: number | null;
    /** Nine of ten took at most so long. */
    readonly p90Ms: number | null;
    /** False while a ticket of the month is not yet closed, or the month is not over. */
    readonly complete: boolean;
  }[];
  readonly asOf: AsOf;
}

export interface PlaceCount {
  readonly active: number;
  readonly open: number;
}
export interface ByPlaceFigure {
  /** Tickets that are not closed, with and without a place. */
  readonly total: PlaceCount;
  /** The places with the most of them, at most `MOST_PLACES`. */
  readonly places: readonly (PlaceCount & { readonly place: string })[];
  readonly withoutPlace: PlaceCount;
  readonly asOf: AsOf;
}

export interface ActiveByCategoryFigure {
  readonly total: number;
  readonly categories: readonly { readonly category: Category; readonly active: number; readonly open: number }[];
  readonly asOf: AsOf;
}

/** How many tickets were open or active, at the end of each hour or day. */
export interface BacklogFigure {
  readonly points: readonly {
    /** The end of an hour (UTC) or a local day: just before this moment; the last point may be T itself. */
    readonly at: Date;
    readonly total: number;
    readonly categories: Readonly<Record<Category, number>>;
  }[];
  readonly asOf: AsOf;
}

/** One event in a ticket's history or in the audit of the whole log. */
export interface AuditEntry {
  readonly event: RecordedEvent;
  readonly number: number | null;
}

export interface EventFilter {
  readonly type?: readonly EventType[];
  /** UUID or number */
  readonly ticket?: string;
  readonly role?: readonly Role[];
  /** recordedAt >= */
  readonly from?: Date;
  /** recordedAt <= */
  readonly until?: Date;
  /** Part of a private text: description, message, name. */
  readonly q?: string;
  /** Only positions below: `nextBefore` of the page before. */
  readonly before?: number;
  /** 1..200, default 50 */
  readonly limit?: number;
}

/** The newest events first. */
export interface EventPage {
  readonly entries: readonly AuditEntry[];
  /** Where the next page goes on; null when the whole log has been looked through. */
  readonly nextBefore: number | null;
  readonly log: {
    readonly logId: string;
    readonly position: number;
    /** Chain hash of the last event, hex. */
    readonly hash: string;
    readonly recordedAt: Date | null;
  };
}
export type { Category, EventType, Role, Status };
