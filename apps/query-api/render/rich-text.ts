import LinkifyIt from 'linkify-it';

const linkify = new LinkifyIt({ fuzzyLink: false, fuzzyIP: false, fuzzyEmail: true });
// A mail address may end in any of the thousand top-level domains; web addresses are linked only with `https://` or `www.`.
linkify.tlds('[a-z]{2,63}', true).add('ftp:', null).add('//', null);

/** Adds a kind of link that a pattern describes, from right after its first characters on. */
function add(start: string, rest: RegExp, before: RegExp, href: (text: string) => string): void {
  const validate = (text: string, at: number): number => {
    if (before.test(text.slice(Math.max(0, at - start.length - 1), at - start.length))) return 0;
    return rest.exec(text.slice(at, at + 2_000))?.[0].length ?? 0;
  };
  linkify.add(start, { validate, normalize: (match) => void (match.url = href(match.raw)) });
}

const inWord = /[\p{L}\p{N}_@./-]/u;
add('www.', /^[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)*\.\p{L}{2,63}([:/?#][^\s<>"]*)?/iu, inWord, (raw) => `https://${raw}`);
const digits = (raw: string): string => `tel:${raw.replace(/[^\d+]/g, '')}`;
add('tel:', /^\+?\d[\d ()./-]{4,18}\d/, inWord, digits);
add('+', /^\d[\d ()./-]{6,18}\d(?!\w)/, /[\p{L}\p{N}_+=-]/u, digits);
add('0', /^\d{2,4}[ /-]\d{5,9}(?!\w)/, /[\p{L}\p{N}_.+/-]/u, digits);
// Six or eight digits are a colour.
add('#', /^(?!(\d{6}|\d{8})(?!\d))[1-9]\d{0,8}(?!\w)/, /[\w&#/]/, (raw) => `/tickets/${raw.slice(1)}`);

/** Punctuation of other scripts, and quotes, that end an address as white space does. */
const FOREIGN_END = /[。、，；：！？…“”„‟«»‹›「」『』【】（）《》〈〉؟،؛।]/u;
const CLOSING: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/** An address without the punctuation around it: a closing bracket belongs to it only if it opens there too. */
function trimmed(address: string): string {
  let text = address.split(FOREIGN_END, 1)[0] as string;
  for (;;) {
    const last = text.at(-1) ?? '';
    const opening = CLOSING[last];
    const unopened = opening !== undefined && text.split(opening).length < text.split(last).length;
    if (!unopened && !/[.,;:!?'"*_]/.test(last)) return text;
    text = text.slice(0, -1);
  }
}

/** Whether `richText` makes links of a text. */
export function hasLinks(text: string): boolean {
  return linkify.test(text);
}

/** Text of people as HTML: escaped, addresses, telephone numbers and `#123` as links. Line breaks are kept by the style sheet. */
export function richText(text: string, escape: (text: string) => string): string {
  let html = '';
  let end = 0;
  for (const { schema, index, raw, url } of linkify.match(text) ?? []) {
    const shown = trimmed(raw);
    const foreign = schema !== '#';
    const host = /^https?:\/\/([^/?#]*)/i.exec(shown)?.[1];
    if (host !== undefined && !/[\p{L}\p{N}]/u.test(host)) continue;
    const href = url.slice(0, url.length - (raw.length - shown.length));
    const rel = foreign ? ' rel="nofollow noopener noreferrer"' : '';
    html += `${escape(text.slice(end, index))}<a href="${escape(schema.startsWith('http') ? shown : href)}"${rel}>${escape(shown)}</a>`;
    end = index + shown.length;
  }
  return html + escape(text.slice(end));
}
