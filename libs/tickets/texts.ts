/** Longest description and message, in Unicode code points after `tidy`. */
export const TEXT_LIMIT = 4000;
/** Longest name a browser may send along, in Unicode code points. */
export const NAME_LIMIT = 40;

/** Text as it is counted, compared and kept: CRLF and CR become LF, outer white space goes. */
export function tidy(text: string): string {
  return text.replace(/\r\n?/g, '\n').trim();
}

/** Length in Unicode code points, not UTF-16 units: an emoji counts once. */
export function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/** False for text that PostgreSQL cannot keep: NUL, or half of a surrogate pair. */
export function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}
