import type { TicketView } from '#libs/read-models/types.js';
import { CATEGORIES, type Photo } from '#libs/tickets/events.js';
import { firstWords } from '../shared/title.js';
import { hasLinks } from '../../render/rich-text.js';
import { browserMark } from '../../queries/browser-mark.js';
import type { Requester } from '../../request/requester.decorator.js';
import { maySend, presentForms, type RejectedForm, type TicketFormName } from './ticket-forms.js';
import { placeUrl, ticketUrl } from '../shared/urls.js';
import { presentTimeline, type Timeline } from './timeline.presenter.js';

/** What may be done now, by the one who looks; with a past moment nothing. */
function permissions(view: TicketView, requester: Requester, past: boolean): Record<string, boolean> {
  const helpdesk = requester.role === 'helpdesk';
  if (past) return { history: helpdesk, past: helpdesk };
  const may = (name: TicketFormName): boolean => maySend(name, requester.role, view);
  const mark = browserMark(requester.browser, view.ticketId);
  const own = view.timeline.filter(({ browser }) => browser === mark).map(({ type }) => type);
  const joined = own.includes('MeTooAdded');
  return {
    edit: may('description') && !view.erased,
    message: may('message'),
    start: may('status') && view.status === 'open',
    close: may('status') && view.status !== 'closed',
    category: may('category'),
    hide: may('hide'),
    assignee: may('assignee'),
    meToo: may('meToo') && !helpdesk && !joined && !own.includes('TicketOpened'),
    joined: joined && view.status !== 'closed' && !helpdesk,
    history: helpdesk,
    past: helpdesk,
  };
}

/** How a ticket is shown. */
interface Shown {
  /** Version of the first entry of the timeline that is shown. */
  readonly from: number;
  /** Of the tickets that this one is, or was, linked with, by their ids. */
  readonly numbers: ReadonlyMap<string, number>;
  /** The trail in its address. */
  readonly trail: string;
  /** The moment as it was at, if it is not shown as it is. */
  readonly past?: Date;
}

/** Everything the ticket page shows of the ticket itself. */
export function presentTicket(
  view: TicketView,
  requester: Requester,
  form: RejectedForm | undefined,
  { from, numbers, trail, past }: Shown,
): Record<string, unknown> & { readonly timeline: Timeline } {
  const can = permissions(view, requester, past !== undefined);
  const { number, version, status, priority, category, place, assignee, check, needsReply, parked } = view;
  const { description, hiddenBecause, openedAt, activatedAt, closedAt, categoryDecided, classification } = view;
  const guess = categoryDecided ? null : classification;
  const { shown, short } = beyondTitle(description);
  return {
    ticket: {
      number,
      version,
      status,
      priority,
      category,
      place,
      assignee,
      check,
      needsReply,
      parked,
      description,
      hiddenBecause,
      openedAt,
      activatedAt,
      closedAt,
      categoryDecided,
      title: firstWords(description),
      placeUrl: place && placeUrl(place),
      shown,
      short,
      photos: openingPhotos(view),
      why: guess && guess.words.length > 0 ? guess.words.slice(0, 4).join(', ') : null,
      confidence: guess && Math.round(guess.confidence * 100),
      mine: requester.mine.includes(number),
      /** Whoever joined is no other to themselves. */
      othersAffected: view.meTooCount - (can['joined'] ? 1 : 0),
    },
    can,
    follows: view.follows && numbers.get(view.follows),
    categories: CATEGORIES.map((category, index) => ({
      category,
      current: category === view.category,
      key: index + 1,
    })),
    timeline: presentTimeline(view.timeline, requester, {
      mayEdit: can['edit'] === true,
      mayHide: can['hide'] === true,
      from,
      url: (first) => ticketUrl(view.number, { at: past, from: first, trail }),
      numbers,
    }),
    forms: presentForms(view, past ? undefined : requester.role, form),
  };
}

/** The photos that came with the report. */
function openingPhotos({ timeline: [opening] }: TicketView): readonly Photo[] {
  return (opening?.type === 'TicketOpened' && opening.data.photos) || [];
}

/** What of a description its title does not say yet; all of it on paper where the title says it all. */
function beyondTitle(description: string | null): { readonly shown: string | null; readonly short: boolean } {
  const [line = '', ...rest] = (description ?? '').split('\n');
  const said = firstWords(description) === line.trim() && !hasLinks(line);
  const shown = said ? rest.join('\n').trim() : '';
  return { shown: shown || description, short: said && !shown };
}
