import { Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { dangerWords } from '#libs/categorizer/danger.js';
import type { TicketView } from '#libs/read-models/types.js';
import { Floods } from '../../limits/floods.js';
import { NotifierClient } from '../../notifications/notifier.client.js';
import { GetNumbers, GetTicket, type ClosedForUser } from '../../queries/tickets.queries.js';
import { ReadPosition } from '../../queries/read-position.js';
import { firstWords } from '../shared/title.js';
import { Page, type PagePartial } from '../../render/page.js';
import { goneText, texts } from '../../render/texts.js';
import type { Requester } from '../../request/requester.decorator.js';
import { rememberRead } from '../../request/request-context.js';
import { ticketForm, type RejectedForm, type TicketFormName } from './ticket-forms.js';
import { noSuchTicket, notYetOpened } from '../shared/ticket-number.js';
import { presentSimilar } from '../shared/similar.presenter.js';
import { Similar } from '../shared/similar.js';
import { trailOf } from '../shared/trail.js';
import { Surroundings } from './surroundings.js';
import { presentTicket } from './ticket.presenter.js';
import { ticketUrl } from '../shared/urls.js';
import { defaultFirst, firstShown } from './timeline.presenter.js';

/** What changes on the page when the ticket does; none of it can hold typed text. */
export const TICKET_PARTIALS: readonly PagePartial[] = [
  { name: 'notice' },
  { name: 'ticket-head' },
  { name: 'description-text' },
  { name: 'timeline' },
  { name: 'actions' },
  { name: 'also' },
  { name: 'facts' },
];
/** So long after it was opened a ticket is greeted, in milliseconds. */
const JUST_REPORTED = 5 * 60_000;

/** What an address must say of where the timeline begins. */
function beyondDefault(from: number, { version }: TicketView): number | undefined {
  return from < defaultFirst(version) ? from : undefined;
}

/** A form that the page answers. */
interface SentForm {
  readonly form: TicketFormName;
  readonly rejected?: RejectedForm;
  /** What became of others that it went to as well. */
  readonly results?: object;
}

/** The page of one ticket. */
@Injectable()
export class TicketPage {
  constructor(
    private readonly queries: QueryBus,
    private readonly similar: Similar,
    private readonly surroundings: Surroundings,
    private readonly position: ReadPosition,
    private readonly notifier: NotifierClient,
    private readonly floods: Floods,
  ) {}

  /**
   * @param sent the form that was sent, and what was wrong with it
   * @throws {Problem} 404 when there is no such ticket
   */
  async show(requester: Requester, ref: string, sent?: SentForm): Promise<Page> {
    const late = this.position.current < requester.after && requester.mine.includes(Number(ref));
    const view = await this.queries.execute(new GetTicket(requester.role, ref, { browser: requester.browser }));
    if (!view && late) return this.late(requester, ref);
    if (!view) throw noSuchTicket();
    // Whoever rejected it knows of the closing before the read models do.
    const closed = requester.role === 'user' && sent?.rejected?.code === 'ticket.closed';
    if ('closedForUser' in view || closed) return this.closed(requester, view, sent?.rejected);
    return this.present(requester, view, sent);
  }

  /**
   * The ticket as it was at a past moment.
   * @throws {Problem} 403 for a user, 404 when there was no such ticket
   */
  async showPast(requester: Requester, number: number, at: Date): Promise<Page> {
    const view = await this.queries.execute(new GetTicket(requester.role, number, { at }));
    if (!view || 'closedForUser' in view) throw notYetOpened();
    const from = firstShown(requester, view.version);
    const numbers = await this.numbers(view);
    const { query: trail } = trailOf(requester.url);
    return new Page('ticket', {
      title: this.titleOf(requester, view),
      nav: 'tickets',
      asOf: view.asOf,
      url: ticketUrl(number, { at, from: beyondDefault(from, view), trail }),
      partials: TICKET_PARTIALS,
      data: {
        ...presentTicket(view, requester, undefined, { from, numbers, trail, past: view.asOf.at }),
        ...(await this.surroundings.of(requester, view, view.asOf.at)),
        past: view.asOf.at,
      },
    });
  }

  /** Where to go on after a form of the ticket. */
  async next(requester: Requester, number: number): Promise<string | undefined> {
    const view = await this.queries.execute(new GetTicket(requester.role, number));
    return view && !('closedForUser' in view) ? this.surroundings.next(requester, view) : undefined;
  }

  private titleOf(requester: Requester, view: TicketView): string {
    const words = firstWords(view.description)?.replace(/\p{Bidi_Control}/gu, '');
    return `#${view.number} ${words ?? goneText(requester.locale, view.hiddenBecause)}`;
  }

  async present(
    requester: Requester,
    view: TicketView,
    sent?: SentForm,
    from = firstShown(requester, view.version),
  ): Promise<Page> {
    rememberRead(requester, view.number, view.version);
    // The notifier is asked while the rest is read.
    const follow = this.follow(requester, view);
    const { query: trail } = trailOf(requester.url);
    const shown = presentTicket(view, requester, sent?.rejected, { from, numbers: await this.numbers(view), trail });
    const stream = new URLSearchParams(trail);
    stream.set('after', String(view.asOf.position));
    return new Page('ticket', {
      title: this.titleOf(requester, view),
      nav: trailOf(requester.url).queue ? 'queue' : 'tickets',
      asOf: view.asOf,
      status: sent?.rejected?.status,
      url: ticketUrl(view.number, { from: beyondDefault(from, view), trail }),
      partials: [
        ...TICKET_PARTIALS,
        ...(sent ? [{ name: 'bulk-result' }, ...(ticketForm(sent.form).replaces ?? [])] : []),
      ],
      data: {
        ...shown,
        ...(await this.surroundings.of(requester, view)),
        ...sent?.results,
        ...(await this.thanks(requester, view)),
        follow: await follow,
        alsoReported: requester.role === 'helpdesk' && this.floods.reportsBeside(view.number),
        feed: view.status !== 'closed' && `/tickets/${view.number}/feed`,
        // New entries would not follow those of a page that ends before the newest.
        streamUrl: !shown.timeline.later && `/tickets/${view.number}/stream?${stream}`,
      },
    });
  }

  /** Just reported from this browser, and the read models are behind. */
  private late(requester: Requester, number: string): Page {
    const title = texts(requester.locale)('late.title', { number });
    return new Page('ticket-late', { title, nav: 'tickets', data: {}, late: true });
  }

  /**
   * What a user may know of a closed ticket: its number and when it was closed, and how it ended if it was their own.
   * What was typed goes on as a new one.
   */
  closed(requester: Requester, view: ClosedForUser | TicketView, rejected: RejectedForm | undefined): Page {
    const { number, closedAt, asOf } = view;
    const title = texts(requester.locale)('closed.title', { number });
    const end = 'closedForUser' in view ? view.own : undefined;
    if (end) rememberRead(requester, number, end.version);
    const own = end && { ...end, title: firstWords(end.description) };
    const data = { closed: { number, closedAt, own }, typed: rejected?.text ?? '' };
    return new Page('ticket-closed', {
      title,
      nav: 'tickets',
      asOf,
      status: rejected?.status,
      data,
      partials: [{ name: 'ticket-closed', target: '#ticket', swap: 'outerHTML' }],
    });
  }

  /** Right after somebody reported it: what it became, and what looks alike. */
  private async thanks(requester: Requester, view: TicketView): Promise<object> {
    const isNew = view.asOf.at.getTime() - view.openedAt.getTime() < JUST_REPORTED && view.timeline.length === 1;
    if (!isNew || requester.mine[0] !== view.number || requester.partial) return {};
    const text = view.description ?? '';
    const found = await this.similar.find(text, view.number);
    const danger = dangerWords(text).length > 0;
    return { thanks: { similar: presentSimilar(found), danger } };
  }

  /** How one may hear of it; for the helpdesk how many do. Partials show neither. */
  private async follow(requester: Requester, { ticketId, status }: TicketView): Promise<object | undefined> {
    if (requester.partial) return undefined;
    const channels = this.notifier.channels();
    const count = requester.role === 'helpdesk' ? await this.notifier.count(ticketId) : undefined;
    const offered = status !== 'closed' && Boolean(channels?.mail || channels?.pushKey);
    return { ...channels, offered, count };
  }

  /** Numbers of the tickets that this one is, or was, linked with, by their ids. */
  private async numbers({ timeline, follows }: TicketView): Promise<ReadonlyMap<string, number>> {
    const marked = timeline.flatMap((event) => (event.type === 'DuplicateMarked' ? [event.data.of] : []));
    const ids = follows ? [follows, ...marked] : marked;
    return ids.length > 0 ? this.queries.execute(new GetNumbers(ids)) : new Map();
  }
}
