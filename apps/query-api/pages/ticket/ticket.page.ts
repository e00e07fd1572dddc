import { Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { dangerWords } from '#libs/categorizer/danger.js';
import type { TicketView } from '#libs/read-models/types.js';
import { GetTicket, type ClosedForUser } from '../../queries/queries.js';
import { newNonce } from '../../commands/forms.js';
import { Reads } from '../../queries/reads.js';
import { firstWords } from '../list/row.presenter.js';
import { Page, type Island } from '../../render/page.js';
import { texts } from '../../render/texts.js';
import type { Visitor } from '../../request/requester.decorator.js';
import { rememberRead } from '../../request/request-context.js';
import type { FormState } from './form-state.js';
import { noSuchTicket, notYetOpened } from '../shared/no-such-ticket.js';
import { presentSimilar } from '../shared/similar.presenter.js';
import { Similar } from '../shared/similar.js';
import { presentTicket } from './ticket.presenter.js';
import { ticketUrl } from '../shared/ticket-url.js';
import { defaultFirst, firstShown } from './timeline.presenter.js';

/** What changes on the page when the ticket does; none of it can hold typed text. */
export const TICKET_ISLANDS: readonly Island[] = [
  { name: 'notice' },
  { name: 'ticket-head' },
  { name: 'description-text' },
  { name: 'timeline' },
  { name: 'facts' },
];
/** The islands that a form of the page replaces as well. */
const FORM_ISLANDS: Record<FormState['form'], readonly Island[]> = {
  message: [{ name: 'composer', swap: 'outerHTML' }],
  status: [{ name: 'composer', swap: 'outerHTML' }],
  description: [{ name: 'edit', swap: 'outerHTML' }],
  category: [],
  place: [{ name: 'place', target: '#place-form', swap: 'outerHTML' }],
  meToo: [],
};

/** So long after it was opened a ticket is greeted, in milliseconds. */
const JUST_REPORTED = 5 * 60_000;

/** What an address must say of where the timeline begins. */
function beyondDefault(from: number, { version }: TicketView): number | undefined {
  return from < defaultFirst(version) ? from : undefined;
}

/** The page of one ticket. */
@Injectable()
export class TicketPage {
  constructor(
    private readonly queries: QueryBus,
    private readonly similar: Similar,
    private readonly reads: Reads,
  ) {}

  /**
   * @param sent the form that was sent, and what was wrong with it
   * @throws {Problem} 404 when there is no such ticket
   */
  async show(visitor: Visitor, ref: string, sent?: { form: FormState['form']; refused?: FormState }): Promise<Page> {
    const late = this.reads.current < visitor.after && visitor.mine.includes(Number(ref));
    const view = await this.queries.execute(new GetTicket(visitor.role, ref, undefined, visitor.browser));
    if (!view && late) return this.late(visitor, ref);
    if (!view) throw noSuchTicket();
    // Whoever refused it knows of the closing before the read models do.
    const closed = visitor.role === 'user' && sent?.refused?.code === 'ticket.closed';
    if ('closedForUser' in view || closed) return this.closed(visitor, view, sent?.refused);
    return this.present(visitor, view, sent);
  }

  /**
   * The ticket as it was at a past moment.
   * @throws {Problem} 403 for a user, 404 when there was no such ticket
   */
  async showPast(visitor: Visitor, number: number, at: Date): Promise<Page> {
    const view = await this.queries.execute(new GetTicket(visitor.role, String(number), at));
    if (!view || 'closedForUser' in view) throw notYetOpened();
    const from = firstShown(visitor, view.version);
    return new Page('ticket', {
      title: this.titleOf(visitor, view),
      nav: 'tickets',
      moment: view.moment,
      url: ticketUrl(number, { at, from: beyondDefault(from, view) }),
      islands: TICKET_ISLANDS,
      data: {
        ...presentTicket(view, visitor, undefined, from, view.moment.at),
        ...(await this.neighbours(visitor, view)),
        past: view.moment.at,
      },
    });
  }

  private titleOf(visitor: Visitor, view: TicketView): string {
    const words = firstWords(view.description)?.replace(/\p{Bidi_Control}/gu, '');
    return `#${view.number} ${words ?? texts(visitor.locale)('ticket.erased')}`;
  }

  async present(
    visitor: Visitor,
    view: TicketView,
    sent?: { form: FormState['form']; refused?: FormState },
    from = firstShown(visitor, view.version),
  ): Promise<Page> {
    rememberRead(visitor, view.number, view.version);
    const shown = presentTicket(view, visitor, sent?.refused, from);
    return new Page('ticket', {
      title: this.titleOf(visitor, view),
      nav: 'tickets',
      moment: view.moment,
      status: sent?.refused?.status,
      url: ticketUrl(view.number, { from: beyondDefault(from, view) }),
      islands: [...TICKET_ISLANDS, ...(sent ? FORM_ISLANDS[sent.form] : [])],
      data: {
        ...shown,
        ...(await this.neighbours(visitor, view)),
        ...(await this.thanks(visitor, view)),
        // New entries would not follow those of a page that ends before the newest.
        streamUrl: !shown.timeline.later && `/tickets/${view.number}/stream?after=${view.moment.position}`,
      },
    });
  }

  /** Just reported from this browser, and the read models are behind. */
  private late(visitor: Visitor, number: string): Page {
    const title = texts(visitor.locale)('late.title', { number });
    return new Page('ticket-late', { title, nav: 'tickets', data: {}, late: true });
  }

  /**
   * What a user may know of a closed ticket: its number and when it was closed, and how it ended if it was their own.
   * What was typed goes on as a new one.
   */
  closed(visitor: Visitor, view: ClosedForUser | TicketView, refused: FormState | undefined): Page {
    const { number, closedAt, moment } = view;
    const title = texts(visitor.locale)('closed.title', { number });
    const end = 'closedForUser' in view ? view.own : undefined;
    if (end) rememberRead(visitor, number, end.version);
    const own = end && { ...end, title: firstWords(end.description) };
    const data = { closed: { number, closedAt, own }, typed: refused?.text ?? '', nonce: newNonce() };
    return new Page('ticket-closed', {
      title,
      nav: 'tickets',
      moment,
      status: refused?.status,
      data,
      islands: [{ name: 'ticket-closed', target: '#ticket', swap: 'outerHTML' }],
    });
  }

  /** Right after somebody reported it: what it became, and what looks alike. */
  private async thanks(visitor: Visitor, view: TicketView): Promise<object> {
    const isNew = view.moment.at.getTime() - view.openedAt.getTime() < JUST_REPORTED && view.timeline.length === 1;
    if (!isNew || visitor.mine[0] !== view.number || visitor.partial) return {};
    const text = view.description ?? '';
    const found = await this.similar.find(text, view.number);
    const danger = dangerWords(text).length > 0;
    return { thanks: { similar: presentSimilar(found), danger, nonce: newNonce() } };
  }

  private async neighbours(visitor: Visitor, view: TicketView): Promise<{ follows?: number }> {
    if (!view.follows) return {};
    const before = await this.queries.execute(new GetTicket(visitor.role, view.follows));
    return { follows: before?.number };
  }
}
