import type { RecordedEvent } from './events.js';

/** Why a text is hidden from users (null once erased), and the position of the event that says so. */
export interface HiddenText {
  readonly reason: string | null;
  readonly position: number;
}
/** By the position of the event that brought the text. */
export type HiddenTexts = ReadonlyMap<number, HiddenText>;

/** The hidden texts of a ticket after one more of its events. */
export function hiddenAfter(event: RecordedEvent, before: HiddenTexts): HiddenTexts {
  switch (event.type) {
    case 'TextHidden':
      return new Map(before).set(event.data.position, { reason: event.data.reason, position: event.position });
    case 'TextShown':
      return new Map([...before].filter(([position]) => position !== event.data.position));
    case 'TextErased': {
      const { position: erased } = event.data;
      if (erased === undefined) return new Map();
      const withoutReason = (text: HiddenText): HiddenText =>
        text.position === erased ? { ...text, reason: null } : text;
      return new Map([...before].map(([position, text]) => [position, withoutReason(text)]));
    }
    default:
      return before;
  }
}

/** The hidden texts after all events of a ticket. */
export function hiddenTexts(events: readonly RecordedEvent[]): HiddenTexts {
  return events.reduce<HiddenTexts>((hidden, event) => hiddenAfter(event, hidden), new Map());
}

/** The events of a ticket with their marks, as the helpdesk sees them. */
export function withHiddenMarks(events: readonly RecordedEvent[]): readonly RecordedEvent[] {
  const hidden = hiddenTexts(events);
  if (hidden.size === 0) return events;
  return events.map((event) => {
    const text = hidden.get(event.position);
    return text ? { ...event, hidden: text.reason } : event;
  });
}

/** The events of a ticket as users see them: hidden texts are null, and whoever wrote them has no name. */
export function asUsersSee(events: readonly RecordedEvent[]): readonly RecordedEvent[] {
  const marked = withHiddenMarks(events);
  return marked.map((event) => (event.hidden === undefined ? event : withoutText(event)));
}

/** What is shown in the place of a hidden text, where there are no catalogues. */
export function removedText(reason: string | null): string {
  return reason ? `Removed by the helpdesk: ${reason}` : 'Removed by the helpdesk';
}

/** The description or message that an event brought. */
export function textOf(event: RecordedEvent): string | null | undefined {
  if (event.type === 'MessagePosted') return event.data.text;
  return event.type === 'TicketOpened' || event.type === 'DescriptionChanged' ? event.data.description : undefined;
}

/** An event without its text and photos, and without the name of who wrote it. */
export function withoutText<E extends RecordedEvent>(event: E): E {
  if (event.type === 'MessagePosted')
    return { ...event, name: undefined, data: { ...event.data, text: null, photos: undefined } };
  if (event.type !== 'TicketOpened' && event.type !== 'DescriptionChanged') return event;
  const { classification } = event.data;
  const classified = classification && { classification: { ...classification, words: [] } };
  return {
    ...event,
    name: undefined,
    data: { ...event.data, description: null, photos: undefined, ...classified },
  } as E;
}
