import type { Category, Photo, RecordedEvent } from '#libs/tickets/events.js';
import type { TicketRow } from '../fields.js';
import { isSearched } from '../search/write-search.js';
import type { Writing } from '../search/texts.js';
import { CannotApplyError, markParked, projectTicket } from '../ticket-row.js';
import type {
  AggregateDelta,
  BacklogDelta,
  CategoryDelta,
  Changes,
  Parked,
  PhotoUse,
  TextVersion,
  TicketVersion,
} from './changes.js';
import type { Incoming } from './incoming.js';

const QUARTER = 900_000;
const REFOLDING: readonly RecordedEvent['type'][] = ['TextHidden', 'TextShown', 'TextErased'];

/**
 * Folds a batch in memory: a pure function of the rows before it and the events.
 * @param rows by ticket id, the ones that exist; those that change are replaced in place
 */
export function foldBatch(rows: Map<string, TicketRow>, batch: readonly Incoming[]): Changes {
  const fold = new BatchFold(rows);
  for (const incoming of batch) fold.add(incoming);
  return fold.finish();
}

class BatchFold {
  private readonly before = new Map<string, TicketRow | undefined>();
  private readonly texts = new Set<string>();
  private readonly searched = new Map<string, RecordedEvent[]>();
  private readonly backlog = new Map<string, BacklogDelta>();
  private readonly categories = new Map<Category, CategoryDelta>();
  private readonly history: TicketVersion[] = [];
  private readonly textHistory: TextVersion[] = [];
  private readonly refolded = new Set<string>();
  private readonly photos: PhotoUse[] = [];
  private readonly parked: Parked[] = [];

  constructor(private readonly rows: Map<string, TicketRow>) {}

  add(incoming: Incoming): void {
    if (incoming.kind === 'other') return;
    const { ticketId } = incoming.event;
    const row = this.rows.get(ticketId);
    if (!this.before.has(ticketId)) this.before.set(ticketId, row);
    if (incoming.kind === 'malformed') return this.park(row, incoming.event, incoming.type, incoming.reason);
    const { event } = incoming;
    try {
      const next = projectTicket(row, event);
      this.rows.set(ticketId, next);
      this.remember(row, next, event);
      if (isSearched(event)) this.searched.set(ticketId, [...(this.searched.get(ticketId) ?? []), event]);
      if ('photos' in event.data) this.show(event, event.data.photos ?? []);
    } catch (error) {
      if (!(error instanceof CannotApplyError)) throw error;
      this.park(row, event, event.type, error.message);
    }
  }

  finish(): Changes {
    const changed = [...this.before].flatMap(([ticketId, before]) => {
      const after = this.rows.get(ticketId);
      return after && after !== before ? [{ before, after }] : [];
    });
    const rowsOf = (ids: ReadonlySet<string>): TicketRow[] => [...ids].map((id) => this.rows.get(id) as TicketRow);
    return {
      tickets: changed.map(({ after }) => after),
      texts: rowsOf(this.texts),
      search: [...this.searched].map(([id, events]) => ({
        ticket: this.rows.get(id) as TicketRow,
        events: events as Writing[],
      })),
      history: this.history,
      textHistory: this.textHistory,
      refolded: [...this.refolded],
      photos: this.photos,
      parked: this.parked,
      deltas: changed.map(({ before, after }) => deltaOf(before, after)).filter(matters),
      categories: [...this.categories.values()],
      backlog: [...this.backlog.values()],
    };
  }

  /** Keeps what a list of a past time and the backlog need. */
  private remember(before: TicketRow | undefined, after: TicketRow, event: RecordedEvent): void {
    const at = event.recordedAt.getTime();
    if (before?.category !== after.category || before.status !== after.status) this.move(before, after, at);
    if (event.type === 'TicketOpened') this.texts.add(after.ticketId);
    if (!before) return;
    this.history.push({ row: before, untilPosition: event.position });
    if (event.type === 'DescriptionChanged') {
      this.texts.add(after.ticketId);
      const { ticketId, description } = before;
      this.textHistory.push({ ticketId, description, untilPosition: event.position });
    } else if (REFOLDING.includes(event.type)) {
      this.refolded.add(after.ticketId);
    }
  }

  /** A sum gets a row whenever something moved, even if it comes to nothing: batches of any size come out the same. */
  private move(before: TicketRow | undefined, after: TicketRow, at: number): void {
    if (before) this.countOf(before.category)[before.status]--;
    this.countOf(after.category)[after.status]++;
    const [from, to] = [before, after].map((row) => (row && row.status !== 'closed' ? row.category : undefined));
    if (from === to) return;
    if (from) this.backlogAt(at, from).change--;
    if (to) this.backlogAt(at, to).change++;
  }

  private countOf(category: Category): CategoryDelta {
    let found = this.categories.get(category);
    if (!found) this.categories.set(category, (found = { category, open: 0, active: 0, closed: 0 }));
    return found;
  }

  /** Two photos of an event may be the same. */
  private show({ position, ticketId }: RecordedEvent, photos: readonly Photo[]): void {
    const digests = new Set(photos.map(({ digest }) => digest));
    this.photos.push(...[...digests].map((digest) => ({ digest, position, ticketId })));
  }

  private park(
    row: TicketRow | undefined,
    event: { ticketId: string; version: number; position: number },
    type: string,
    reason: string,
  ): void {
    this.parked.push({ position: event.position, ticketId: event.ticketId, type, reason });
    if (!row) return;
    this.history.push({ row, untilPosition: event.position });
    this.rows.set(event.ticketId, markParked(row, event));
  }

  private backlogAt(at: number, category: Category): BacklogDelta {
    const slot = Math.floor(at / QUARTER) * QUARTER;
    const key = `${slot} ${category}`;
    let delta = this.backlog.get(key);
    if (!delta) this.backlog.set(key, (delta = { slot, category, change: 0 }));
    return delta;
  }
}

function deltaOf(before: TicketRow | undefined, after: TicketRow): AggregateDelta {
  const closed = after.closedAt !== null && (before?.closedAt ?? null) === null;
  const ms = closed ? (after.closedAt as number) - after.openedAt : 0;
  return {
    openedAt: after.openedAt,
    opened: before ? 0 : 1,
    notYetClosed: (before ? 0 : 1) - (closed ? 1 : 0),
    closed: closed ? 1 : 0,
    ms,
    bucket: closed ? after.resolutionBucket : null,
  };
}

function matters({ opened, notYetClosed, closed }: AggregateDelta): boolean {
  return opened !== 0 || notYetClosed !== 0 || closed !== 0;
}
