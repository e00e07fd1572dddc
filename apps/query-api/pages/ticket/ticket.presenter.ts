import type { TicketView } from '#libs/read-models/types.js';
import { CATEGORIES } from '#libs/tickets/events.js';
import { newNonce } from '../../commands/forms.js';
import { firstWords } from '../shared/title.js';
import { hasLinks } from '../../render/rich-text.js';
import { browserMark } from '../../queries/browser-mark.js';
import type { Requester } from '../../request/requester.decorator.js';
import type { FormState } from './form-state.js';
import { placeUrl } from '../shared/urls.js';
import { ticketUrl } from '../shared/urls.js';
import { presentTimeline, type Timeline } from './timeline.presenter.js';

/** What may be done now, by the one who looks; with a past moment nothing. */
function permissions(view: TicketView, requester: Requester, past: boolean): Record<string, boolean> {
  const helpdesk = requester.role === 'helpdesk';
  if (past) return { history: helpdesk, past: helpdesk };
  const alive = view.status !== 'closed';
  const mark = browserMark(requester.browser, view.ticketId);
  const own = view.timeline.filter(({ browser }) => browser === mark).map(({ type }) => type);
  const joined = own.includes('MeTooAdded');
  return {
    edit: alive && !view.erased,
    message: alive || helpdesk,
    start: helpdesk && view.status === 'open',
    close: helpdesk && alive,
    category: helpdesk && alive,
    meToo: alive && !helpdesk && !joined && !own.includes('TicketOpened'),
    joined: joined && view.status !== 'closed' && !helpdesk,
    history: helpdesk,
    past: helpdesk,
  };
}

/**
 * Everything the ticket page shows.
 * @param from version of the first entry of the timeline that is shown
 * @param numbers of the tickets that this one is, or was, linked with, by their ids
 * @param past the moment as it was at, if it is not shown as it is
 */
export function presentTicket(
  view: TicketView,
  requester: Requester,
  form: FormState | undefined,
  from: number,
  numbers: ReadonlyMap<string, number>,
  past?: Date,
): Record<string, unknown> & { readonly timeline: Timeline } {
  const can = permissions(view, requester, past !== undefined);
  const { classification } = view;
  return {
    ticket: {
      ...view,
      url: `/tickets/${view.number}`,
      title: firstWords(view.description),
      placeUrl: view.place && placeUrl(view.place),
      ...beyondTitle(view.description),
      why:
        classification && !view.categoryDecided && classification.words.length > 0
          ? classification.words.slice(0, 4).join(', ')
          : null,
      confidence: classification && !view.categoryDecided ? Math.round(classification.confidence * 100) : null,
      mine: requester.mine.includes(view.number),
      /** Whoever joined is no other to themselves. */
      othersAffected: view.meTooCount - (can['joined'] ? 1 : 0),
    },
    can,
    follows: view.follows && numbers.get(view.follows),
    categories: CATEGORIES.map((category) => ({ category, current: category === view.category })),
    timeline: presentTimeline(view.timeline, requester, {
      mayEdit: can['edit'] === true,
      from,
      url: (first) => ticketUrl(view.number, { at: past, from: first }),
      numbers,
    }),
    forms: presentForms(view, form, can['edit'] === true),
  };
}

/** What of a description its title does not say yet; all of it on paper where the title says it all. */
function beyondTitle(description: string | null): { readonly shown: string | null; readonly short: boolean } {
  const [line = '', ...rest] = (description ?? '').split('\n');
  const said = firstWords(description) === line.trim() && !hasLinks(line);
  const shown = said ? rest.join('\n').trim() : '';
  return { shown: shown || description, short: said && !shown };
}

/** Each form with the text to show in it, and what is wrong with it. */
function presentForms(view: TicketView, form: FormState | undefined, mayEdit: boolean): Record<string, object> {
  const state = (name: FormState['form']): FormState | undefined => (form?.form === name ? form : undefined);
  const description = state('description');
  const message = state('message');
  const status = state('status');
  const category = state('category');
  const place = state('place');
  return {
    description: {
      nonce: newNonce(),
      version: description?.version ?? view.version,
      text: description?.text ?? view.description ?? '',
      /** What was typed stays, even where nothing can be edited any more. */
      shown: mayEdit || description !== undefined,
      open: description !== undefined,
      problem: problemOf(description, 'description'),
      conflict: description?.code === 'version.conflict' && conflictOf(description, view.description),
    },
    message: {
      nonce: newNonce(),
      version: view.version,
      text: message?.text ?? status?.text ?? '',
      problem:
        problemOf(message, 'message-text') ??
        (status && status.code !== 'version.conflict' ? problemOf(status, 'message-text') : undefined),
      conflict: status?.code === 'version.conflict' && conflictOf(status, view.status),
      /** The ticket was closed while a user wrote: the text goes on as a new one. */
      followUp: message?.code === 'ticket.closed' && view.status === 'closed',
    },
    category: {
      nonce: newNonce(),
      version: view.version,
      problem: category?.code === 'version.conflict' ? undefined : problemOf(category, 'category-form'),
      conflict: category?.code === 'version.conflict' && conflictOf(category, view.category),
    },
    place: {
      nonce: newNonce(),
      version: place?.version ?? view.version,
      text: place?.text ?? view.place ?? '',
      shown: mayEdit || place !== undefined,
      open: place !== undefined,
      problem: problemOf(place, 'place'),
      conflict: place?.code === 'version.conflict' && conflictOf(place, view.place),
    },
    meToo: { nonce: newNonce() },
  };
}

function problemOf(form: FormState | undefined, field: string): { code: string; field: string } | undefined {
  return form && form.code !== 'version.conflict' ? { code: form.code, field } : undefined;
}

/** What is saved now, by the rejection itself: the read models may not have it yet. */
function conflictOf(form: FormState, shown: string | null): object {
  const change = form.changes?.[0];
  return {
    saved: change?.value ?? shown,
    role: change?.role ?? 'helpdesk',
    at: change ? new Date(change.at) : undefined,
  };
}
