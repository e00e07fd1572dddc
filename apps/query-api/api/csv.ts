import type { TicketItem } from '#libs/read-models/types.js';

const COLUMNS = {
  number: (t: TicketItem) => t.number,
  status: (t: TicketItem) => t.status,
  category: (t: TicketItem) => t.category,
  openedAt: (t: TicketItem) => t.openedAt,
  modifiedAt: (t: TicketItem) => t.modifiedAt,
  activatedAt: (t: TicketItem) => t.activatedAt,
  closedAt: (t: TicketItem) => t.closedAt,
  messages: (t: TicketItem) => t.messageCount,
  meToos: (t: TicketItem) => t.meTooCount,
  description: (t: TicketItem) => t.description,
  ticketId: (t: TicketItem) => t.ticketId,
};

/** The byte order mark lets spreadsheets read it as UTF-8. Lines end in CRLF, RFC 4180. */
export const CSV_HEAD = `\uFEFF${Object.keys(COLUMNS).join(',')}\r\n`;

export function csvLines(items: readonly TicketItem[]): string {
  return items
    .map(
      (item) =>
        `${Object.values(COLUMNS)
          .map((pick) => csvCell(pick(item)))
          .join(',')}\r\n`,
    )
    .join('');
}

/**
 * One cell, quoted wherever any program might see a separator. What a spreadsheet would run as a formula gets an apostrophe
 * before it, full-width signs too.
 * https://owasp.org/www-community/attacks/CSV_Injection
 */
export function csvCell(value: string | number | Date | null): string {
  if (value === null) return '';
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'number') return String(value);
  const safe = /^[\s\p{Cf}]*[=+\-@|%＝＋－＠｜％]|^[\t\r\n]/u.test(value) ? `'${value}` : value;
  return /[",;|\t\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
