import { Query } from '@nestjs/cqrs';
import type { NotedVerification } from '#libs/event-log/verifications.js';
import type {
  ActiveByCategoryFigure,
  BacklogFigure,
  BoundedCount,
  ByPlaceFigure,
  EventFilter,
  EventPage,
  AsOf,
  OpenTicketsFigure,
  ResolutionTimeFigure,
  Role,
  TicketFilter,
  TicketPage,
  TicketView,
} from '#libs/read-models/types.js';

/** A page of tickets. A user never gets a closed one; `status: ['closed']` or `at` by a user is rejected (403). */
export class ListTickets extends Query<TicketPage> {
  constructor(
    readonly role: Role,
    readonly filter: TicketFilter,
  ) {
    super();
  }
}

/** How many tickets each of some filters finds, all at one moment: for tabs and headings. */
export class CountTickets<K extends string> extends Query<Record<K, BoundedCount>> {
  constructor(
    readonly role: Role,
    readonly filters: Record<K, TicketFilter>,
  ) {
    super();
  }
}

/** Why a user gets no content: the page says only the number and when it was closed. */
export interface ClosedForUser {
  readonly closedForUser: true;
  readonly ticketId: string;
  readonly number: number;
  readonly closedAt: Date;
  readonly moment: AsOf;
  /** Only for the browser whose mark stands in its TicketOpened or a MeTooAdded. */
  readonly own?: {
    readonly version: number;
    readonly description: string | null;
    /** undefined when the helpdesk closed it without a word; `text` is null once erased. */
    readonly message: { readonly text: string | null; readonly at: Date } | undefined;
  };
}

/** A ticket by UUID or number with its timeline; undefined if there is none. */
export class GetTicket extends Query<TicketView | ClosedForUser | undefined> {
  constructor(
    readonly role: Role,
    readonly ref: string,
    readonly at?: Date,
    /** Random id of the browser that asks: it may read how a ticket of its own ended. */
    readonly browser?: string,
  ) {
    super();
  }
}

/** Opened in the last X hours or days and not yet closed. */
export class GetOpenTickets extends Query<OpenTicketsFigure> {
  constructor(
    /** 1..87600 hours or 1..3650 days */
    readonly last: number,
    readonly unit: 'hours' | 'days',
    readonly at?: Date,
  ) {
    super();
  }
}

export class GetResolutionTime extends Query<ResolutionTimeFigure> {
  constructor(readonly at?: Date) {
    super();
  }
}

export class GetActiveByCategory extends Query<ActiveByCategoryFigure> {
  constructor(readonly at?: Date) {
    super();
  }
}

export class GetByPlace extends Query<ByPlaceFigure> {
  constructor(readonly at?: Date) {
    super();
  }
}

/** How far log and read models are. */
export interface SystemStatus {
  readonly log: {
    readonly logId: string;
    readonly position: number;
    /** Chain hash of the last event, hex. */
    readonly hash: string;
    readonly recordedAt: Date | null;
  };
  readonly readModels: {
    readonly generation: number | null;
    readonly schemaVersion: number | null;
    readonly timeZone: string | null;
    readonly position: number;
    readonly recordedAt: Date | null;
    /** Events that could not be applied. */
    readonly parked: number;
    /** Why the projector does not go on; null while it does. */
    readonly stopped: string | null;
  };
  /** Milliseconds since the first event that cannot be read yet was recorded. */
  readonly lag: { readonly events: number; readonly ms: number };
  readonly rebuilding: { readonly generation: number; readonly position: number } | null;
}
export class GetSystemStatus extends Query<SystemStatus> {}

/** The backlog at the end of each hour (UTC) or local day between two moments, at most `MOST_POINTS` of them. */
export class GetBacklog extends Query<BacklogFigure> {
  constructor(
    readonly from: Date,
    /** Default T. */
    readonly until: Date | undefined,
    readonly step: 'hour' | 'day',
  ) {
    super();
  }
}

/** A ticket as it was right after the event at a position of the log, by UUID or number; undefined if it was not yet there. */
export class GetTicketAtEvent extends Query<TicketView | undefined> {
  constructor(
    readonly ref: string,
    readonly position: number,
  ) {
    super();
  }
}

/** The audit of the whole log, the newest events first. */
export class ListEvents extends Query<EventPage> {
  constructor(readonly filter: EventFilter) {
    super();
  }
}

/** What `helpdesk verify` found last; undefined when it never ran. */
export class GetLastVerification extends Query<NotedVerification | undefined> {}
