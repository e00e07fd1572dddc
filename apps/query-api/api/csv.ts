import { PUBLIC, type TicketItem } from '#libs/read-models/fields.js';

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
const LEFT_OUT = { version: '' };
const MORE = PUBLIC.map(({ name }) => name).filter((name) => !(name in FIRST || name in LEFT_OUT));
const FIELDS = [...(Object.keys(FIRST) as (keyof typeof FIRST)[]), ...MORE];

/** The byte order mark lets spreadsheets read it as UTF-8. Lines end in CRLF, RFC 4180. */
export const CSV_HEAD = `\uFEFF${[...Object.values(FIRST), ...MORE].join(',')}\r\n`;

export function csvLines(items: readonly TicketItem[]): string {
  return items.map((item) => `${FIELDS.map((name) => csvCell(item[name])).join(',')}\r\n`).join('');
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
