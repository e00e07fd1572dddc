import { Injectable, type MessageEvent } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { Observable } from 'rxjs';
import type { TicketItem } from '#libs/read-models/types.js';
import { GetTicket } from '../../queries/queries.js';
import { LiveFeed, type Update } from '../live/live-feed.js';
import { SharedReads } from '../live/shared-reads.js';
import { PageRenderer } from '../render/page.renderer.js';
import type { Visitor } from '../visit/visitor.decorator.js';
import { ListPage, type LoadedList } from './list.page.js';
import { listUrl, matchesScope, type ListState } from './list-state.js';
import { presentRow } from './row.presenter.js';

/** Keeps an open list up to date without moving what is being read: rows change in place, new ones wait to be called. */
@Injectable()
export class ListLive {
  constructor(
    private readonly feed: LiveFeed,
    private readonly shared: SharedReads,
    private readonly page: ListPage,
    private readonly renderer: PageRenderer,
    private readonly queries: QueryBus,
  ) {}

  follow(visitor: Visitor, state: ListState, from: number): Observable<MessageEvent> {
    const known = new Map<number, string>();
    const waiting = new Set<number>();
    return this.feed.follow(from, async (since): Promise<Update> => {
      const first = known.size === 0 && waiting.size === 0;
      const loaded = await this.load(visitor, state);
      const { items, moment } = loaded.page;
      if (first) {
        for (const item of items) known.set(item.number, JSON.stringify(item));
        // What happened before the stream was open, or while it was closed.
        const html = moment.position > since ? await this.everything(visitor, state, loaded) : '';
        return { position: moment.position, html };
      }
      const html = await this.changes(visitor, state, loaded, known, waiting);
      return { position: moment.position, html };
    });
  }

  private async load(visitor: Visitor, state: ListState): Promise<LoadedList> {
    const name = `${visitor.role} ${listUrl(state)} ${state.mine ? visitor.mine.join() : ''}`;
    return this.shared.get(name, async () => this.page.load(visitor, state));
  }

  private async everything(visitor: Visitor, state: ListState, loaded: LoadedList): Promise<string> {
    const page = this.page.present(visitor, state, loaded);
    return this.renderer.islands(visitor, page, [{ name: 'list-tabs' }, { name: 'ticket-list' }]);
  }

  private async changes(
    visitor: Visitor,
    state: ListState,
    loaded: LoadedList,
    known: Map<number, string>,
    waiting: Set<number>,
  ): Promise<string> {
    const { items, moment } = loaded.page;
    const rows: string[] = [];
    const context = this.renderer.context(visitor, this.page.present(visitor, state, loaded));
    const put = async (number: number, template: string, data: object): Promise<void> => {
      const html = await this.renderer.part(template, { ...context, ...data });
      rows.push(`<hx-partial hx-target="#ticket-${number}" hx-swap="outerMorph">${html}</hx-partial>`);
    };
    for (const item of items) {
      const before = known.get(item.number);
      if (before === undefined) waiting.add(item.number);
      else if (before !== JSON.stringify(item)) await put(item.number, 'parts/row', presentRow(item, visitor, moment));
      if (before !== undefined) known.set(item.number, JSON.stringify(item));
    }
    const listed = new Set(items.map(({ number }) => number));
    for (const number of [...known.keys()].filter((candidate) => !listed.has(candidate))) {
      const item = await this.stillListed(visitor, state, number);
      if (!item) await put(number, 'parts/row-gone', { number });
      else if (known.get(number) !== JSON.stringify(item))
        await put(number, 'parts/row', presentRow(item, visitor, moment));
      if (item) known.set(number, JSON.stringify(item));
      else known.delete(number);
    }
    const news = { ...context, news: waiting.size, listUrl: listUrl(state) };
    const islands = await this.renderer.islandsOf([{ name: 'list-tabs' }, { name: 'list-news' }], news);
    return rows.join('') + islands;
  }

  /** A row may have left the page because it no longer fits the filter, or only because newer ones came before it. */
  private async stillListed(visitor: Visitor, state: ListState, number: number): Promise<TicketItem | undefined> {
    const view = await this.queries.execute(new GetTicket(visitor.role, String(number)));
    if (!view || 'closedForUser' in view || !matchesScope(state, view)) return undefined;
    const { timeline: _, classification: __, moment: ___, ...item } = view;
    return item;
  }
}
