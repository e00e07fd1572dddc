import type { Category, Priority, Role, Status } from '#libs/tickets/events.js';

/*
 * The fields of a ticket on the read side: one definition each. Column, item of a list, JSON, CSV, the past and the filter by equality
 * follow from it; ticket-row.ts defines how events change it.
 */

/** `ms`: milliseconds since 1970 in rows, a timestamptz in columns, a Date in items. */
type SqlType = 'uuid' | 'text' | 'integer' | 'smallint' | 'bigint' | 'float8' | 'boolean' | 'ms' | 'words';

interface Options {
  /** Unless it is the name in snake case. */
  readonly column?: string;
  readonly nullable?: true;
  /** Never changes after the opening. */
  readonly fixed?: true;
  /** Texts have a table of their own, so that a message or a status rewrites none. */
  readonly text?: true;
  /** Lists of a past time select or sort by it. */
  readonly past?: true;
  /** `TicketFilter` and the lists of the API take several values of it. Implies `past`. */
  readonly filter?: true;
  /** For pages only: the JSON interface and CSV files are without it. */
  readonly internal?: true;
}
export interface Field<T = unknown, Type extends SqlType = SqlType> extends Options {
  readonly type: Type;
  readonly of?: T;
}

/** A field with values of a type: `field<Status>()('text', { filter: true })`. */
function field<T>() {
  return <const Type extends SqlType, const Given extends Options = object>(
    type: Type,
    options?: Given,
  ): Field<T, Type> & Given => ({ type, ...options }) as Field<T, Type> & Given;
}

/** What a list shows of a ticket, in the order of the JSON interface. */
export const LISTED = {
  ticketId: field<string>()('uuid', { fixed: true }),
  number: field<number>()('integer', { fixed: true, past: true }),
  status: field<Status>()('text', { filter: true }),
  description: field<string | null>()('text', { text: true, nullable: true }),
  category: field<Category>()('text', { filter: true }),
  openedAt: field<number>()('ms', { fixed: true, past: true }),
  /** Time of the last event except me-too and erasure. */
  modifiedAt: field<number>()('ms', { past: true }),
  activatedAt: field<number | null>()('ms', { nullable: true }),
  closedAt: field<number | null>()('ms', { nullable: true, past: true }),
  version: field<number>()('integer'),
  messageCount: field<number>()('integer'),
  meTooCount: field<number>()('integer'),
  place: field<string | null>()('text', { nullable: true, filter: true }),
  assignee: field<string | null>()('text', { nullable: true, filter: true }),
  priority: field<Priority>()('text', { filter: true }),
  /** UUID of the ticket that reports the same. */
  duplicateOf: field<string | null>()('uuid', { nullable: true, filter: true }),
  /** Of the opening and all messages, hidden ones too. */
  photoCount: field<number>()('integer'),
  /** Why the helpdesk hides the description from users; empty once that reason was erased. */
  hiddenBecause: field<string | null>()('text', { nullable: true, internal: true }),
  /** The last word (opening or message) is a user's, and the ticket is not closed. */
  waiting: field<boolean>()('boolean', { past: true, internal: true }),
  /** Since when: the first word of a user after the last one of the helpdesk; null unless it waits. */
  waitingSince: field<number | null>()('ms', { nullable: true, internal: true }),
  /** A user wrote after the helpdesk had, and the ticket is not closed. */
  needsReply: field<boolean>()('boolean', { past: true, internal: true }),
  /** The categorizer was unsure, nobody has corrected or confirmed yet, and the ticket is not closed. */
  check: field<boolean>()('boolean', { column: 'to_check', past: true, internal: true }),
} as const;

/** What is kept beside it. */
const KEPT = {
  /** Who wrote last: the opening counts, edits do not. */
  lastWordBy: field<Role>()('text'),
  /** The helpdesk has opened it or written under it. */
  helpdeskWrote: field<boolean>()('boolean'),
  /** The helpdesk's first message. */
  firstAnswerAt: field<number | null>()('ms', { nullable: true, past: true }),
  /** Of the histogram of resolution times; null until closed. */
  resolutionBucket: field<number | null>()('smallint', { nullable: true }),
  /** The last category that the categorizer gave, whatever the category is now. */
  classifiedAs: field<Category>()('text', { text: true }),
  words: field<readonly string[]>()('words', { text: true }),
  categorizerVersion: field<string>()('text', { text: true }),
  /** Of the event that brought the description. */
  describedPosition: field<number>()('bigint', { text: true }),
  confidence: field<number>()('float8'),
  /** When the helpdesk first corrected or confirmed. */
  categoryDecidedAt: field<number | null>()('ms', { nullable: true }),
  follows: field<string | null>()('uuid', { nullable: true, fixed: true }),
  erased: field<boolean>()('boolean'),
  /** An event could not be applied. */
  parked: field<boolean>()('boolean'),
  openedPosition: field<number>()('bigint', { fixed: true }),
  /** Of the event that made this version of the ticket. */
  lastPosition: field<number>()('bigint', { past: true }),
  /** Of the event that `modifiedAt` is the time of. */
  modifiedPosition: field<number>()('bigint'),
} as const;

const FIELDS = { ...LISTED, ...KEPT };
type Fields = typeof FIELDS;
type Value<F> = F extends Field<infer T, SqlType> ? T : never;
type Shown<F> = F extends Field<infer T, 'ms'> ? (null extends T ? Date | null : Date) : Value<F>;

/** A ticket as the read models keep it; times are milliseconds since 1970. */
export type TicketRow = { readonly [K in keyof Fields]: Value<Fields[K]> };
/** Fields whose values a filter may list. */
type FilteredField = { [K in keyof Fields]: Fields[K] extends { filter: true } ? K : never }[keyof Fields];
/** Fields that a filter may ask to be empty. */
export const MAY_BE_EMPTY = ['place', 'assignee'] as const satisfies readonly FilteredField[];
export type FieldFilter = { readonly [K in FilteredField]?: readonly NonNullable<TicketRow[K]>[] } & {
  /** Fields that are empty. */
  readonly without?: readonly (typeof MAY_BE_EMPTY)[number][];
};
/** A row of a list: what the JSON interface promises, and a little more for the pages. */
export type TicketItem = { readonly [K in keyof typeof LISTED]: Shown<(typeof LISTED)[K]> };

export interface Column extends Field {
  readonly name: keyof TicketRow;
  readonly column: string;
}
/** A name in snake case. */
export function toColumn(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

const COLUMNS: readonly Column[] = Object.entries<Field>(FIELDS).map(([name, one]) => ({
  ...one,
  name: name as keyof TicketRow,
  column: one.column ?? toColumn(name),
}));
const isKey = ({ name }: Column): boolean => name === 'ticketId' || name === 'number';

/** Columns of `tickets`, of `texts`, and those that the past has of `tickets`. */
export const TICKET_COLUMNS = COLUMNS.filter((one) => !one.text);
export const TEXT_COLUMNS = COLUMNS.filter((one) => one.text || isKey(one));
export const PAST_COLUMNS = COLUMNS.filter((one) => one.past || one.filter || one.name === 'ticketId');
export const FILTERS = COLUMNS.filter((one) => one.filter);
/** Fields that the JSON interface and CSV files have, in this order. */
export const PUBLIC = COLUMNS.filter(({ name, internal }) => name in LISTED && !internal) as readonly (Column & {
  readonly name: keyof TicketItem;
})[];
const LISTED_COLUMNS = COLUMNS.filter(({ name, text }) => name in LISTED && !text);
const TIMES = LISTED_COLUMNS.filter(({ type }) => type === 'ms').map(({ name }) => name);

export function sqlType(type: SqlType): string {
  if (type === 'ms') return 'timestamptz(3)';
  return type === 'words' ? 'text[]' : type;
}

/** Definitions of columns. */
export function columnsSql(columns: readonly Column[]): string {
  return columns
    .map(({ column, type, nullable }) => `${column} ${sqlType(type)}${nullable ? '' : ' not null'}`)
    .join(',\n');
}

/** The part of an item that is kept with its ticket: members of a JSON object, all but the text. */
export function itemText(row: TicketRow): string {
  return JSON.stringify(Object.fromEntries(LISTED_COLUMNS.map(({ name }) => [name, row[name]]))).slice(1, -1);
}

/** An item from JSON, where times are milliseconds since 1970. */
export function readItem(json: Record<string, unknown>): TicketItem {
  for (const name of TIMES) if (json[name] !== null) json[name] = new Date(json[name] as number);
  return json as unknown as TicketItem;
}

export function toItem(row: TicketRow): TicketItem {
  return readItem(Object.fromEntries(Object.keys(LISTED).map((name) => [name, row[name as keyof TicketItem]])));
}
