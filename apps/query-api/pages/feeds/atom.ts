import { createHash } from 'node:crypto';

/** One entry; its id never changes, whatever else does. */
export interface Entry {
  readonly id: string;
  readonly title: string;
  readonly updated: Date;
  readonly published?: Date;
  readonly url: string;
  readonly text?: string | null;
}
export interface Feed {
  readonly id: string;
  readonly title: string;
  readonly locale: string;
  /** Addresses of the feed itself and of the page with the same content, absolute. */
  readonly self: string;
  readonly page: string;
  /** The newest first. */
  readonly entries: readonly Entry[];
  readonly author: string;
}

/** An empty feed stays the same document. */
const NEVER = new Date(0);

/** The document of a feed: Atom 1.0, RFC 4287. */
export function toAtom({ id, title, locale, self, page, entries, author }: Feed): string {
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${escape(locale)}">`,
    element('id', id),
    element('title', title),
    element('updated', newest(entries).toISOString()),
    `<author>${element('name', author)}</author>`,
    `<link rel="self" type="application/atom+xml" href="${escape(self)}"/>`,
    `<link rel="alternate" type="text/html" href="${escape(page)}"/>`,
    ...entries.map(toEntry),
    '</feed>\n',
  ].join('\n');
}

function newest(entries: readonly Entry[]): Date {
  return entries.reduce((latest, { updated }) => (updated > latest ? updated : latest), NEVER);
}

/** What a reader compares when it asks again (RFC 9110, section 8.8.3). */
export function etagOf(document: string): string {
  return `"${createHash('sha256').update(document).digest('base64url').slice(0, 22)}"`;
}

function toEntry({ id, title, updated, published, url, text }: Entry): string {
  return [
    '<entry>',
    element('id', id),
    element('title', title),
    element('updated', updated.toISOString()),
    ...(published ? [element('published', published.toISOString())] : []),
    `<link rel="alternate" type="text/html" href="${escape(url)}"/>`,
    ...(text ? [`<content type="text">${escape(text)}</content>`] : []),
    '</entry>',
  ].join('\n');
}

function element(name: string, text: string): string {
  return `<${name}>${escape(text)}</${name}>`;
}

/** Characters that XML 1.0 cannot have at all go. */
function escape(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
