import { Injectable, type MessageEvent } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { Observable } from 'rxjs';
import type { TicketView } from '#libs/read-models/types.js';
import { GetTicket } from '../../queries/tickets.queries.js';
import { LiveFeed, type Update } from '../../live/live-feed.js';
import { RequestCoalescer } from '../../queries/request-coalescer.js';
import type { PagePartial } from '../../render/page.js';
import { PageRenderer } from '../../render/page.renderer.js';
import { browserMark } from '../../queries/browser-mark.js';
import type { Requester } from '../../request/requester.decorator.js';
import { TicketPage } from './ticket.page.js';
import { WINDOW, type Timeline } from './timeline.presenter.js';

/** Keeps an open ticket up to date and leaves alone what is being typed. */
@Injectable()
export class TicketLive {
  constructor(
    private readonly feed: LiveFeed,
    private readonly coalescer: RequestCoalescer,
    private readonly page: TicketPage,
    private readonly renderer: PageRenderer,
    private readonly queries: QueryBus,
  ) {}

  follow(requester: Requester, number: number, from: number): Observable<MessageEvent> {
    let ended = false;
    return this.feed.follow(from, async (since, change): Promise<Update> => {
      if (change?.tickets?.has(number) === false) return { position: change.position, html: '' };
      const view = await this.coalescer.get(`${requester.role} ticket ${number}`, async () =>
        this.queries.execute(new GetTicket(requester.role, number)),
      );
      if (!view) return { position: since, html: '' };
      const { position } = view.asOf;
      if (!('closedForUser' in view)) return { position, html: await this.changes(requester, view, since) };
      if (ended) return { position, html: '' };
      ended = true;
      const own = await this.queries.execute(new GetTicket(requester.role, number, { browser: requester.browser }));
      const page = this.page.closed(requester, own && 'closedForUser' in own ? own : view, undefined);
      const title = this.renderer.titleElement(requester, page);
      return {
        position,
        html: title + this.renderer.partials(requester, page, CLOSED_FOR_USER) + GONE_FOR_USER.join(''),
      };
    });
  }

  /** Partials without typed text are morphed, entries put in their place; a form only where nobody has begun to type. */
  private async changes(requester: Requester, view: TicketView, since: number): Promise<string> {
    const fresh = view.timeline.filter(({ position }) => position > since);
    if (fresh.length === 0) return '';
    // Many at once come as a timeline that says how many came before; so does one in which older entries changed.
    const many = fresh.length > WINDOW || fresh.some(({ type }) => REMOVING.includes(type));
    const page = await this.page.present(requester, view, undefined, many ? undefined : fresh[0]?.version);
    const context = this.renderer.context(requester, page);
    const entries = many ? [] : (context['timeline'] as Timeline).entries;
    const parts: string[] = [];
    for (const entry of entries) {
      const html = this.renderer.views.render('parts/entry', { ...context, ...entry });
      // One that is there already may be unfolded: it is left alone.
      const target = `#entries:not(:has(#${entry.id}))`;
      parts.push(`<hx-upsert hx-target="${target}" key="data-position" sort>${html}</hx-upsert>`);
    }
    const edited = fresh.some(({ type }) => ['DescriptionChanged', ...REMOVING].includes(type));
    const partials = [
      ...HEAD,
      ...(many ? [{ name: 'timeline' }] : []),
      ...(edited ? [{ name: 'description-text' }] : []),
    ];
    parts.push(this.renderer.views.renderPartials(partials, context));
    if (edited) {
      const mark = browserMark(requester.browser, view.ticketId);
      const others = fresh.some(({ type, browser }) => type === 'DescriptionChanged' && browser !== mark);
      const form = this.renderer.views.render('partials/edit', context);
      parts.push(`<hx-partial hx-target="#edit:not([open])" hx-swap="outerHTML">${form}</hx-partial>`);
      if (others) {
        const notice = this.renderer.views.render('parts/edit-notice', context);
        parts.push(`<hx-partial hx-target="#edit[open] .form-notice" hx-swap="innerHTML">${notice}</hx-partial>`);
      }
    }
    if (view.status === 'closed') parts.push(...AFTER_CLOSING);
    return parts.join('');
  }
}

/** They change entries that are there already. */
const REMOVING: readonly string[] = ['TextErased', 'TextHidden', 'TextShown'];
const HEAD: readonly PagePartial[] = [{ name: 'ticket-head' }, { name: 'actions' }, { name: 'facts' }];
/** A user's text may be half written: it stays and can go on as a new ticket; all content of the ticket goes. */
const CLOSED_FOR_USER: readonly PagePartial[] = [
  { name: 'closed-head', target: '#ticket-head', swap: 'outerHTML' },
  { name: 'closed-notice', target: '#composer .form-notice', swap: 'innerHTML' },
  { name: 'closed-notice', target: '#edit[open] .form-notice', swap: 'innerHTML' },
];
const GONE_FOR_USER = ['.thanks', '#description-text', '#timeline', '.ticket-side', '#edit:not([open])'].map(removal);
const AFTER_CLOSING = ['#close', '#edit:not([open])'].map(removal);

function removal(target: string): string {
  return `<hx-partial hx-target="${target}" hx-swap="delete"></hx-partial>`;
}
