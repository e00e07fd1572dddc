import type { eventSchemas, EventType } from '#libs/tickets/events.js';

type Fields<T extends EventType> = keyof (typeof eventSchemas)[T]['shape'];

interface EventWords<T extends EventType> {
  readonly says: string;
  /** A sentence for each field of the data; a field without one does not compile. */
  readonly fields: Readonly<Record<Fields<T>, string>>;
}

const photos =
  'Photos sent along: `digest` (sha256 of the bytes, which `GET /photos/:digest` of the pages gives), `type`, `width`, `height`, `bytes`, and `alt`, a description if the sender gave one; absent without photos, `null` once erased. Since version 2.';
const description = 'The text of the ticket, 1 to 4000 characters; `null` once erased.';

/** What each event and each of its fields means to a subscriber. */
export const eventWords: { readonly [T in EventType]: EventWords<T> } = {
  TicketOpened: {
    says: 'Somebody reported a problem.',
    fields: {
      number: 'The number people use; ascending, with gaps.',
      description,
      classification:
        'What the categorizer said: `category`, `confidence` (0 to 1), the deciding `words` (empty once erased) and `categorizerVersion`.',
      follows: 'Id of the closed ticket that this one goes on from; absent otherwise.',
      place:
        'Where the problem is, up to 80 characters, such as `B-204`; absent if unknown, `null` once erased. Since version 2.',
      reportedFor:
        'For whom the helpdesk reported it, up to 40 characters; absent otherwise, `null` once erased. Since version 2.',
      photos,
    },
  },
  DescriptionChanged: {
    says: 'The text of a ticket was changed.',
    fields: {
      description,
      classification:
        'What the categorizer said of the new text: its `category` is the ticket’s from here on. Absent once the helpdesk has corrected or confirmed the category.',
    },
  },
  CategoryChanged: {
    says: 'The helpdesk corrected the category; the categorizer no longer speaks.',
    fields: { from: 'The category before.', to: 'The category from here on.' },
  },
  CategoryConfirmed: {
    says: 'The helpdesk confirmed the category that the categorizer gave.',
    fields: { category: 'The category, unchanged.' },
  },
  PlaceChanged: {
    says: 'The place of a ticket was changed or removed.',
    fields: { place: 'The place from here on, up to 80 characters; `null` if there is none, and once erased.' },
  },
  Assigned: {
    says: 'The helpdesk said who takes care of the ticket, or that nobody does any longer.',
    fields: { name: 'The name from here on, up to 40 characters; `null` if nobody does, and once erased.' },
  },
  PrioritySet: {
    says: 'The helpdesk said how urgent the ticket is; every ticket begins as `normal`.',
    fields: { priority: '`urgent` or `normal`.' },
  },
  DuplicateMarked: {
    says: 'The helpdesk said that the ticket reports the same as another one. Both go on being tickets of their own.',
    fields: { of: 'Id of the other ticket.' },
  },
  DuplicateUnmarked: { says: 'The helpdesk took that mark away.', fields: {} },
  StatusChanged: {
    says: 'The helpdesk took the ticket up (`open` to `active`) or closed it (`active` to `closed`).',
    fields: { from: 'The status before.', to: 'The status from here on.' },
  },
  MessagePosted: {
    says: 'Somebody wrote under the ticket.',
    fields: {
      messageId: 'Id of the message.',
      text: 'The message, 1 to 4000 characters; `null` once erased.',
      photos,
    },
  },
  MeTooAdded: {
    says: 'Somebody else has the same problem; `browser` of the envelope tells them apart.',
    fields: {},
  },
  TextHidden: {
    says: 'The helpdesk hid a text from users: show the reason in its place. The text stays in the event that brought it.',
    fields: {
      position: 'Position of the event of this ticket that brought the description or the message.',
      reason: 'Why, in the helpdesk’s words, 1 to 200 characters; `null` once erased.',
    },
  },
  TextShown: {
    says: 'The helpdesk shows a hidden text again.',
    fields: { position: 'Position of the event that brought the text.' },
  },
  TextErased: {
    says: 'The operator removed texts of this ticket from the log: forget those of all its earlier events, or of the one at `position`.',
    fields: {
      reason: 'Why, in the operator’s words; `null` once erased. Version 1 keeps it for ever.',
      position: 'Position of the one event that lost its text; absent if all before this one did. Since version 2.',
    },
  },
};

/** The CloudEvents attributes of every event. */
export const envelopeWords = {
  specversion: 'Version of CloudEvents: `1.0`.',
  id: 'Id of the event; the same in every delivery.',
  source: '`/helpdesk/<log id>`.',
  type: '`helpdesk.<EventType>`.',
  subject: 'Id of the ticket.',
  time: 'When it was recorded: ISO 8601, UTC, whole milliseconds.',
  datacontenttype: '`application/json`.',
  dataschema: '`urn:helpdesk:event:<EventType>:v<schemaversion>`, the schema of that name in docs/events.',
  position: 'Place in the log and sequence in the stream, from 1 on, as a decimal string.',
  streamversion: 'Place within the ticket, from 1 on, as a decimal string.',
  schemaversion: 'Version of the schema of `data`, as a decimal string.',
  logid: 'Id of the log; another one means another installation.',
  hash: 'Chain hash of the event, 64 hex digits: proof of everything up to here.',
  role: 'Who acted: `user`, `helpdesk`, or `operator` (the owner at the command line).',
  commandid: 'Id of the command that caused it; several events may share one.',
  correlationid: 'Trace id of the request.',
  traceparent: 'W3C trace context: the span in which the event was appended.',
  tracestate: 'What other systems of that trace want to be handed on; absent if nothing, or once erased.',
  name: 'The name the writer gave, up to 40 characters; absent if none, or once erased.',
  browser: 'Pseudonym of a browser within this ticket, 64 hex digits; absent if unknown.',
  data: 'What happened; see below.',
} as const;
