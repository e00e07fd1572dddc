import type { TFunction } from 'i18next';
import type { RecordedEvent } from '#libs/tickets/events.js';
import { firstWords } from '../shared/title.js';
import type { Entry } from './atom.js';

/** The events of a ticket as entries of its feed, the newest first; of what a mail does not tell there is none either. */
export function ticketEntries(timeline: readonly RecordedEvent[], page: string, t: TFunction): Entry[] {
  return timeline
    .flatMap((event) => {
      const said = sentenceOf(event, t);
      if (!said) return [];
      const url = `${page}#event-${event.position}`;
      return [{ id: `urn:uuid:${event.eventId}`, updated: event.recordedAt, url, ...said }];
    })
    .reverse();
}

interface Said {
  readonly title: string;
  readonly text?: string | null;
}

function sentenceOf(event: RecordedEvent, t: TFunction): Said | undefined {
  const titled = (key: string, gaps?: object): string => t(key, { ...gaps }).replace(/:$/, '');
  switch (event.type) {
    case 'TicketOpened':
      return { title: firstWords(event.data.description) ?? t('ticket.erased'), text: event.data.description };
    case 'DescriptionChanged':
      return { title: titled('notify.description'), text: event.data.description ?? t('notify.erased') };
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
      return { title: titled(`notify.message.${writer}`), text: event.data.text ?? t('notify.erased') };
    }
    case 'DuplicateMarked':
      return { title: t('notify.duplicate') };
    default:
      return undefined;
  }
}
