import { Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { BoundedCount, TicketPage } from '#libs/read-models/types.js';
import { CATEGORIES } from '#libs/tickets/events.js';
import { groupsOf, type TicketGroup } from '#libs/read-models/queries/duplicates.js';
import { snippetsOf } from '#libs/read-models/search/snippet.js';
import type { Snippet } from '#libs/read-models/search/snippet.js';
import { perFilter, type FilterName } from '../../queries/field-filters.js';
import { ReadDatabase } from '../../queries/read-database.js';
import { CountTickets, GetTicket, ListTickets, type ClosedForUser } from '../../queries/tickets.queries.js';
import { RequestCoalescer } from '../../queries/request-coalescer.js';
import { Page, type PagePartial } from '../../render/page.js';
import { texts } from '../../render/texts.js';
import type { Requester } from '../../request/requester.decorator.js';
import {
  countable,
  EVERYTHING,
  isNarrowed,
  NARROWING,
  listParameters,
  listStateOf,
  listUrl,
  toFilter,
  type ListState,
  usualSort,
} from '../shared/list-state.js';
import { chips } from './chips.js';
import { inGroups, presentRow } from './row.presenter.js';
import { firstWords } from '../shared/title.js';
import { presentSearch, presentSnippet } from './search.presenter.js';
import { presentTabs, tabStates } from './tabs.js';

export const LIST_PARTIALS: readonly PagePartial[] = [
  { name: 'list-tabs' },
  { name: 'list-scope' },
  { name: 'ticket-list' },
  { name: 'list-news' },
  { name: 'list-live', swap: 'outerHTML' },
];
/** Filters that have a control; the others are carried along. */
const CONTROLS: readonly FilterName[] = ['category', 'place'];
const SORTS = ['-modified', 'modified', '-opened', 'opened'] as const;

/** The tickets of a page and how many each tab has. */
export interface LoadedList {
  /** Closed tickets of this browser, among those it remembers; empty but for "My tickets" of a user. */
  readonly ended: readonly ClosedForUser[];
  readonly page: TicketPage;
  readonly counts: Record<string, BoundedCount>;
  /** What a search found in texts that a row does not show, by number. */
  readonly snippets: ReadonlyMap<number, Snippet>;
  /** Those that report the same, by ticket id. */
  readonly groups: ReadonlyMap<string, TicketGroup>;
}

/** The list of tickets. */
@Injectable()
export class ListPage {
  constructor(
    private readonly queries: QueryBus,
    private readonly reads: ReadDatabase,
    private readonly coalescer: RequestCoalescer,
  ) {}

  /** The same page for all to whom its rows look alike. */
  async show(requester: Requester, state: ListState): Promise<Page> {
    const { locale, shown, lastVisit, mine, read } = requester;
    const look = [locale, shown, lastVisit?.getTime(), mine.join('.'), [...read].join('.')];
    return this.coalescer.get(`${nameOf(requester, state)} ${look.join('\0')}`, async () =>
      this.present(requester, state, await this.load(requester, state)),
    );
  }

  /** The number of the ticket that is meant by what was typed, where it is shown. */
  async numbered(requester: Requester, state: ListState): Promise<number | undefined> {
    return (await this.load(requester, state)).page.numbered?.number;
  }

  /** What the list shows, all of it at one moment. */
  async load(requester: Requester, state: ListState): Promise<LoadedList> {
    return this.coalescer.get(nameOf(requester, state), async () =>
      this.reads.inSnapshot(async () => {
        const page = await this.tickets(requester, state);
        const counts = await this.counts(requester, state);
        const snippets = await snippetsOf(this.reads, page);
        const groups = await groupsOf(
          this.reads,
          page.items.map(({ ticketId }) => ticketId),
          state.at,
        );
        return { page, counts, snippets, groups, ended: await this.ended(requester, state) };
      }),
    );
  }

  present(requester: Requester, state: ListState, loaded: LoadedList): Page {
    const { page } = loaded;
    const before = listStateOf(requester.shown);
    const chosen = choices(before) !== choices(state);
    return new Page('list', {
      title: texts(requester.locale)('list.title'),
      nav: 'tickets',
      shared: true,
      asOf: page.asOf,
      // What lies open for a choice is not taken away while one types beside it.
      partials: chosen ? [...LIST_PARTIALS, { name: 'list-choices', swap: 'outerHTML' }] : LIST_PARTIALS,
      url: listUrl(state),
      replaceUrl: isTyping(before, state),
      data: { ...this.data(requester, state, loaded), closedMine: presentEnded(loaded.ended, requester) },
    });
  }

  private async tickets(requester: Requester, state: ListState): Promise<TicketPage> {
    return this.queries.execute(new ListTickets(requester.role, toFilter(state, requester.mine)));
  }

  private async counts(requester: Requester, state: ListState): Promise<Record<string, BoundedCount>> {
    const states = Object.entries(tabStates(requester, state)).filter(([name]) => name !== 'mine');
    const filters = Object.fromEntries(states.map(([name, tab]) => [name, countable(tab)]));
    return this.queries.execute(new CountTickets(requester.role, filters));
  }

  /** The cookie only says which tickets to look at: the mark in their events decides. */
  private async ended(requester: Requester, state: ListState): Promise<ClosedForUser[]> {
    if (requester.role !== 'user' || !state.mine || state.q || state.cursor) return [];
    const views = await Promise.all(
      requester.mine.map(async (number) =>
        this.queries.execute(new GetTicket('user', number, { browser: requester.browser })),
      ),
    );
    return views.filter((view): view is ClosedForUser => view !== undefined && 'closedForUser' in view && !!view.own);
  }

  private data(requester: Requester, state: ListState, { page, counts, snippets, groups, ended }: LoadedList): object {
    const filtered = isNarrowed(state) || state.at !== undefined;
    const single = perFilter((name) => (state[name].length === 1 ? state[name][0] : undefined));
    const scoped = Boolean(state.status.length || state.waiting || state.needsReply || state.check || state.mine);
    return {
      ...presentTabs(requester, state, counts),
      search: state.q && presentSearch(state, page),
      rows: [...(page.numbered ? [page.numbered] : []), ...inGroups(page.items, groups)].map((item) => ({
        row: presentRow(item, requester, page.asOf, state, groups.get(item.ticketId)),
        found: presentSnippet(item.number, snippets.get(item.number), state.at),
      })),
      nothing: page.items.length === 0 &&
        !page.numbered &&
        ended.length === 0 && { filtered, scoped, mine: state.mine },
      bulk: requester.role === 'helpdesk' && page.items.length > 0 && !state.at,
      /** On a phone these fields are folded unless they say something. */
      narrowed:
        state.category.length > 0 || state.sort !== (state.waiting || state.needsReply ? 'modified' : usualSort(state)),
      range: Boolean(state.openedFrom || state.openedUntil),
      past: state.at !== undefined,
      q: state.q,
      place: single.place,
      categories: CATEGORIES.map((category) => ({ category, selected: single.category === category })),
      sorts: SORTS.map((sort) => ({
        sort,
        // Typing into the search box of a list that nobody sorted changes its order.
        value: sort === usualSort(state) ? '' : sort,
        selected: sort === state.sort,
      })),
      hidden: [
        ...listParameters({
          ...state,
          cursor: undefined,
          q: '',
          ...Object.fromEntries(CONTROLS.map((name) => [name, state[name].length > 1 ? state[name] : []])),
          sort: undefined,
        }),
      ].map(([name, value]) => ({ name, value })),
      chips: chips(state, requester.locale),
      clearUrl: listUrl({
        ...EVERYTHING,
        status: state.status,
        waiting: state.waiting,
        needsReply: state.needsReply,
        check: state.check,
        mine: state.mine,
      }),
      nextUrl: page.nextCursor && listUrl({ ...state, cursor: page.nextCursor }),
      firstUrl: state.cursor && listUrl({ ...state, cursor: undefined }),
      listUrl: listUrl(state),
      feed: feedUrl(state),
      streamUrl: state.at || state.cursor ? null : streamUrl(state, page),
    };
  }
}

/** What two requests have in common that find the same tickets. */
function nameOf({ role, name, mine, browser }: Requester, state: ListState): string {
  return `${role} ${name} ${listUrl(state)} ${state.mine ? `${mine.join()} ${browser}` : ''}`;
}

/** Only more letters of a search: Back does not lead through each of them. */
function isTyping(before: ListState, now: ListState): boolean {
  const rest = (state: ListState): string => listUrl({ ...state, q: '', cursor: undefined });
  return before.q !== '' && now.q !== '' && before.q !== now.q && rest(before) === rest(now);
}

function presentEnded(ended: readonly ClosedForUser[], requester: Requester): object[] {
  return ended.map(({ number, closedAt, own }) => ({
    number,
    closedAt,
    title: firstWords(own?.description ?? null),
    fresh: (requester.read.get(number) ?? 0) < (own?.version ?? 0),
  }));
}

/** Where changes of this list come from. */
function streamUrl(state: ListState, { asOf }: TicketPage): string {
  const query = listParameters(state);
  query.set('after', String(asOf.position));
  return `/tickets/stream?${query.toString()}`;
}

/** What a user may see of the list, for feed readers. */
function feedUrl({ status, category, place }: ListState): string {
  const url = listUrl({ status: status.filter((one) => one !== 'closed'), category, place });
  return url.replace('/tickets', '/feed');
}

/** What lies open for a choice. */
function choices({ sort, at, ...state }: ListState): string {
  return listUrl({ sort, at, ...Object.fromEntries(NARROWING.map((name) => [name, state[name]])) });
}
