import type { TFunction } from 'i18next';
import type { RecordedEvent } from '#libs/tickets/events.js';
import { goneText, texts } from '../../render/texts.js';
import type { Locale } from '../../request/locale.js';
import { firstWords } from '../shared/title.js';
import type { Entry } from './atom.js';

/** The events of a ticket as entries of its feed, the newest first; of what a mail does not tell there is none either. */
export function ticketEntries(timeline: readonly RecordedEvent[], page: string, locale: Locale): Entry[] {
  return timeline
    .flatMap((event) => {
      const said = sentenceOf(event, texts(locale), goneText(locale, event.hidden));
      if (!said) return [];
      const url = `${page}#event-${event.position}`;
      const updated = lastChange(event, timeline);
      return [{ id: `urn:uuid:${event.eventId}`, updated, published: event.recordedAt, url, ...said }];
    })
    .reverse();
}

/** When an event last looked otherwise: its text was hidden, shown again or erased. */
function lastChange({ position, recordedAt }: RecordedEvent, timeline: readonly RecordedEvent[]): Date {
  const change = timeline.findLast(
    ({ type, data }) =>
      (type === 'TextErased' && (data.position ?? position) === position) ||
      ((type === 'TextHidden' || type === 'TextShown') && data.position === position),
  );
  return change && change.position > position ? change.recordedAt : recordedAt;
}

interface Said {
  readonly title: string;
  readonly text?: string | null;
}

function sentenceOf(event: RecordedEvent, t: TFunction, gone: string): Said | undefined {
  const titled = (key: string, gaps?: object): string => t(key, { ...gaps }).replace(/:$/, '');
  switch (event.type) {
    case 'TicketOpened':
      return { title: firstWords(event.data.description) ?? gone, text: event.data.description };
    case 'DescriptionChanged':
      return { title: titled('notify.description'), text: event.data.description ?? gone };
    case 'CategoryChanged':
      return { title: titled('notify.category', { category: t(`category.${event.data.to}`) }) };
    case 'PlaceChanged': {
      const { place } = event.data;
      return { title: place ? titled('notify.place', { place }) : t('notify.noPlace') };
    }
    case 'StatusChanged':
      return { title: t(`notify.status.${event.data.to}`) };
    case 'MessagePosted': {
      const writer = event.role === 'helpdesk' ? event.role : 'user';
      return { title: titled(`notify.message.${writer}`), text: event.data.text ?? gone };
    }
    case 'DuplicateMarked':
      return { title: t('notify.duplicate') };
    default:
      return undefined;
  }
}
