import { Injectable, type MessageEvent } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { Observable } from 'rxjs';
import type { AsOf, TicketItem } from '#libs/read-models/types.js';
import { GetTicket } from '../../queries/tickets.queries.js';
import type { Change } from '../../live/changes.js';
import { LiveFeed, type Update } from '../../live/live-feed.js';
import { RequestCoalescer } from '../../queries/request-coalescer.js';
import { PageRenderer } from '../../render/page.renderer.js';
import type { Requester } from '../../request/requester.decorator.js';
import { ListPage, type LoadedList } from './list.page.js';
import { listUrl, matchesScope, type ListState } from '../shared/list-state.js';
import { presentRow } from './row.presenter.js';
import { presentTabs } from './tabs.js';

/** What one open list shows. */
interface Shown {
  /** Versions of the tickets in it, by number. */
  readonly versions: Map<number, number>;
  /** Numbers of those under which they stand as reports of the same. */
  readonly heads: Map<number, number>;
  /** Numbers of those that came since, and wait to be called. */
  readonly waiting: Set<number>;
  /** Tabs and news as they were told last. */
  head: string;
}

/** Keeps an open list up to date without moving what is being read: rows change in place, new ones wait to be called. */
@Injectable()
export class ListLive {
  constructor(
    private readonly feed: LiveFeed,
    private readonly coalescer: RequestCoalescer,
    private readonly page: ListPage,
    private readonly renderer: PageRenderer,
    private readonly queries: QueryBus,
  ) {}

  follow(requester: Requester, state: ListState, from: number): Observable<MessageEvent> {
    const shown: Shown = { versions: new Map(), heads: new Map(), waiting: new Set(), head: '' };
    return this.feed.follow(from, async (since, change): Promise<Update> => {
      const loaded = await this.page.load(requester, state);
      const { items, asOf } = loaded.page;
      const wasEmpty = shown.versions.size === 0 && shown.waiting.size === 0;
      const regrouped = items.some(
        ({ number, ticketId }) =>
          shown.versions.has(number) && shown.heads.get(number) !== headOf(loaded, number, ticketId),
      );
      if (!change || regrouped || (wasEmpty && items.length > 0)) {
        shown.waiting.clear();
        for (const { number, version, ticketId } of items) {
          shown.versions.set(number, version);
          shown.heads.set(number, headOf(loaded, number, ticketId));
        }
        shown.head = await this.head(requester, state, loaded, 0);
        // What happened before the stream was open, or while it was closed; and tickets that go to others of their group.
        const html = asOf.position > since ? await this.everything(requester, state, loaded) : '';
        return { position: asOf.position, html: html && regrouped ? html + shown.head : html };
      }
      const rows = await this.rows(requester, state, loaded, shown, change);
      const head = await this.head(requester, state, loaded, shown.waiting.size);
      const html = rows + (head === shown.head ? '' : head);
      shown.head = head;
      return { position: asOf.position, html };
    });
  }

  private async everything(requester: Requester, state: ListState, loaded: LoadedList): Promise<string> {
    const page = this.page.present(requester, state, loaded);
    return this.renderer.partials(requester, page, [{ name: 'list-tabs' }, { name: 'ticket-list' }]);
  }

  private async rows(
    requester: Requester,
    state: ListState,
    { page: { items, asOf }, groups }: LoadedList,
    { versions, waiting }: Shown,
    { tickets }: Change,
  ): Promise<string> {
    const rows: Promise<string>[] = [];
    const put = (item: TicketItem): void => {
      // The sentence that was found may be gone or hidden by now.
      if (state.q) rows.push(Promise.resolve(withoutFound(item.number)));
      rows.push(
        this.part(
          requester,
          asOf,
          item.number,
          'parts/row',
          presentRow(item, requester, asOf, state, groups.get(item.ticketId)),
        ),
      );
      versions.set(item.number, item.version);
    };
    const listed = new Set<number>();
    for (const item of items) {
      listed.add(item.number);
      const before = versions.get(item.number);
      if (before === undefined) waiting.add(item.number);
      else if (before !== item.version) put(item);
    }
    // Others have left the page of the list: only because newer ones came before them, unless something happened to them.
    for (const [number, before] of versions) {
      if (listed.has(number) || tickets?.has(number) === false) continue;
      const item = await this.stillListed(requester, state, number);
      if (item && item.version !== before) put(item);
      if (item) continue;
      rows.push(Promise.resolve(withoutFound(number)));
      rows.push(this.part(requester, asOf, number, 'parts/row-gone', { number }));
      versions.delete(number);
    }
    return (await Promise.all(rows)).join('');
  }

  /** A row as all see it to whom it looks alike. */
  private async part(requester: Requester, asOf: AsOf, number: number, view: string, data: object): Promise<string> {
    return this.coalescer.get(`${view} ${requester.locale} ${asOf.position} ${JSON.stringify(data)}`, async () => {
      const html = this.renderer.views.render(view, { requester, asOf, ...data });
      return `<hx-partial hx-target="#ticket-${number}" hx-swap="outerMorph">${html}</hx-partial>`;
    });
  }

  /** Tabs, and how many tickets wait to be called. */
  private async head(
    requester: Requester,
    state: ListState,
    { page, counts }: LoadedList,
    news: number,
  ): Promise<string> {
    const url = listUrl(state);
    const name = `${requester.role} ${requester.name} head ${requester.locale} ${page.asOf.position} ${news} ${url}`;
    return this.coalescer.get(name, async () => {
      return this.renderer.views.renderPartials([{ name: 'list-tabs' }, { name: 'list-news' }], {
        requester,
        ...presentTabs(requester, state, counts),
        news,
        listUrl: url,
      });
    });
  }

  /** The ticket, if it still fits the filter. */
  private async stillListed(requester: Requester, state: ListState, number: number): Promise<TicketItem | undefined> {
    const view = await this.coalescer.get(`${requester.role} ticket ${number}`, async () =>
      this.queries.execute(new GetTicket(requester.role, number)),
    );
    return view && !('closedForUser' in view) && matchesScope(state, view) ? view : undefined;
  }
}

/** The number of the ticket under which one stands: its own unless it reports the same as another. */
function headOf({ groups }: LoadedList, number: number, ticketId: string): number {
  return groups.get(ticketId)?.head.number ?? number;
}

/** Takes the sentence away in which a search found a ticket. */
function withoutFound(number: number): string {
  return `<hx-partial hx-target="#ticket-${number} + .found" hx-swap="delete"></hx-partial>`;
}
