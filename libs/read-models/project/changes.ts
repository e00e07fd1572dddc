import type { Category } from '#libs/tickets/events.js';
import type { TicketRow } from '../fields.js';
import type { SearchChange } from '../search/write-search.js';

/** What a ticket adds to the sums of the hour, day and month in which it was opened. */
export interface AggregateDelta {
  readonly openedAt: number;
  readonly opened: number;
  readonly notYetClosed: number;
  readonly closed: number;
  readonly ms: number;
  /** Of the histogram; null unless it was closed. */
  readonly bucket: number | null;
}
export interface CategoryDelta {
  readonly category: Category;
  open: number;
  active: number;
  closed: number;
}
/** What a ticket was until an event. */
export interface TicketVersion {
  readonly row: TicketRow;
  readonly untilPosition: number;
}
export interface TextVersion {
  readonly ticketId: string;
  readonly untilPosition: number;
  readonly description: string | null;
}
export interface BacklogDelta {
  /** Start of the quarter of an hour, milliseconds since 1970. */
  readonly slot: number;
  readonly category: Category;
  change: number;
}
/** A photo of an event. */
export interface PhotoUse {
  readonly digest: string;
  readonly position: number;
  readonly ticketId: string;
}
export interface Parked {
  readonly position: number;
  readonly ticketId: string;
  readonly type: string;
  readonly reason: string;
}

/** What a batch of events changes in the read models. */
export interface Changes {
  readonly tickets: TicketRow[];
  /** Those of `tickets` whose text or classification is new. */
  readonly texts: TicketRow[];
  readonly search: SearchChange[];
  readonly history: TicketVersion[];
  readonly textHistory: TextVersion[];
  /** Tickets whose texts were hidden, shown or erased: `refold` writes all of them again. */
  readonly refolded: string[];
  readonly photos: PhotoUse[];
  readonly parked: Parked[];
  readonly deltas: AggregateDelta[];
  readonly categories: CategoryDelta[];
  readonly backlog: BacklogDelta[];
}
