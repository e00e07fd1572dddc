import { PUBLIC, type TicketItem } from '#libs/read-models/fields.js';
import { removedText } from '#libs/tickets/hidden-texts.js';

/** Names and order of the first columns, as they have always been; any other field follows, under its own name. */
const FIRST = {
  number: 'number',
  status: 'status',
  category: 'category',
  openedAt: 'openedAt',
  modifiedAt: 'modifiedAt',
  activatedAt: 'activatedAt',
  closedAt: 'closedAt',
  messageCount: 'messages',
  meTooCount: 'meToos',
  description: 'description',
  ticketId: 'ticketId',
};
const NAMES: Partial<Record<keyof TicketItem, string>> = FIRST;
const MORE = PUBLIC.map(({ name }) => name).filter((name) => !(name in FIRST) && name !== 'version');
const FIELDS = [...(Object.keys(FIRST) as (keyof TicketItem)[]), ...MORE];

export interface CsvFormat {
  /** Between cells. */
  readonly separator: string;
  /** IANA zone: its local time stands beside each time in UTC, for people. */
  readonly timeZone?: string;
}

/** The byte order mark lets spreadsheets read it as UTF-8. Lines end in CRLF, RFC 4180. */
export function csvHead(format: CsvFormat): string {
  const names = FIELDS.flatMap((name) => [
    NAMES[name] ?? name,
    ...(format.timeZone && isTime(name) ? [`${name} ${format.timeZone}`] : []),
  ]);
  return `\uFEFF${names.join(format.separator)}\r\n`;
}

export function csvLines(items: readonly TicketItem[], { separator, timeZone }: CsvFormat): string {
  const local = timeZone ? localTime(timeZone) : undefined;
  const cells = (item: TicketItem, name: keyof TicketItem): string[] => {
    const value = name === 'description' ? describedAs(item) : item[name];
    if (!local || !isTime(name)) return [csvCell(value)];
    return [csvCell(value), value instanceof Date ? local.format(value) : ''];
  };
  return items.map((item) => `${FIELDS.flatMap((name) => cells(item, name)).join(separator)}\r\n`).join('');
}

/** The description, or what stands in its place for this reader. */
export function describedAs({ description, hiddenBecause }: TicketItem): string | null {
  return description ?? (hiddenBecause === null ? null : removedText(hiddenBecause));
}

const isTime = (name: string): boolean => name.endsWith('At');

/** As spreadsheets of any language read it: `2026-11-03 09:15:00`. */
function localTime(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium', timeZone });
}

/**
 * One cell, quoted wherever any program might see a separator. What a spreadsheet would run as a formula gets an apostrophe
 * before it, full-width signs too.
 * https://owasp.org/www-community/attacks/CSV_Injection
 */
export function csvCell(value: string | number | boolean | Date | null): string {
  if (value === null) return '';
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'string') return String(value);
  const safe = /^[\s\p{Cf}]*[=+\-@|%＝＋－＠｜％]|^[\t\r\n]/u.test(value) ? `'${value}` : value;
  return /[",;|\t\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Rows of a figure, each member a column; of a list by category, a column for each of its members. */
export function csvTable(rows: readonly Readonly<Record<string, unknown>>[]): string {
  const flat = rows.map((row) => Object.fromEntries(Object.entries(row).flatMap(flatten)));
  const names = [...new Set(flat.flatMap((row) => Object.keys(row)))];
  const lines = flat.map((row) => names.map((name) => csvCell((row[name] ?? null) as string | number | null)));
  return `\uFEFF${[names, ...lines].map((cells) => `${cells.join(',')}\r\n`).join('')}`;
}

function flatten([name, value]: [string, unknown]): [string, unknown][] {
  if (!Array.isArray(value)) return [[name, value]];
  return (value as ({ category: string } & Record<string, unknown>)[]).flatMap(({ category, ...members }) =>
    Object.entries(members).map(([member, one]): [string, unknown] => [`${category} ${member}`, one]),
  );
}
