import type { TFunction } from 'i18next';
import { z } from 'zod';
import type { EventType, RecordedEvent } from '#libs/tickets/events.js';

const texted = z.object({
  text: z.string().nullish(),
  description: z.string().nullish(),
  place: z.string().nullish(),
  to: z.string().nullish(),
  reason: z.string().nullish(),
});
type Say = (t: TFunction, data: z.infer<typeof texted>, event: RecordedEvent) => string;

/** What people are told of an event: what a user sees happen on the page of a ticket; null for what is not told. A hiding is told in place of its text. */
const SENTENCES: Readonly<Record<EventType, Say | null>> = {
  TicketOpened: null,
  DescriptionChanged: (t, { description }) => `${t('notify.description')}\n\n${quoted(t, description)}`,
  CategoryChanged: (t, { to }) => t('notify.category', { category: t(`category.${to}`) }),
  CategoryConfirmed: null,
  PlaceChanged: (t, { place }) => (place ? t('notify.place', { place }) : t('notify.noPlace')),
  Assigned: null,
  PrioritySet: null,
  DuplicateMarked: (t) => t('notify.duplicate'),
  DuplicateUnmarked: null,
  StatusChanged: (t, { to }) => t(`notify.status.${to}`),
  MessagePosted: (t, { text }, { role }) => {
    const writer = role === 'helpdesk' ? role : 'user';
    return `${t(`notify.message.${writer}`)}\n\n${quoted(t, text)}`;
  },
  MeTooAdded: null,
  TextHidden: (t, { reason }) => (reason ? t('hidden.because', { reason }) : t('hidden.removed')),
  TextShown: null,
  TextErased: null,
};

/** Whether people are told of events of this type; those that this software does not know are not. */
export function isReported(type: string): boolean {
  return Object.hasOwn(SENTENCES, type) && SENTENCES[type as EventType] !== null && type !== 'TextHidden';
}

/** What an event says to people, in one language. */
export function sentence(event: RecordedEvent, t: TFunction): string {
  const parsed = texted.safeParse(event.data);
  return SENTENCES[event.type]?.(t, parsed.success ? parsed.data : {}, event) ?? '';
}

/** The text of a description, to be read from its event. */
export function descriptionOf(event: RecordedEvent | undefined): string | undefined {
  return texted.safeParse(event?.data).data?.description ?? undefined;
}

/** The place that an event brought. */
export function placeOf(event: RecordedEvent | undefined): string | undefined {
  return texted.safeParse(event?.data).data?.place ?? undefined;
}

function quoted(t: TFunction, text: string | null | undefined): string {
  return (text ?? t('notify.erased')).replace(/^/gm, '  ');
}
