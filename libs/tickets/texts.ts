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

/** Format characters (Unicode Cf, which reverse or hide what is around them) and all that is shown as nothing. */
const INVISIBLE = String.raw`\p{Cf}\p{Default_Ignorable_Code_Point}\u2800\u{1d159}\u{16fe4}`;
const VISIBLE = new RegExp(`[^${INVISIBLE}\\p{Cc}\\p{Z}]`, 'u');
const INVISIBLE_ALL = new RegExp(`[${INVISIBLE}]`, 'gu');

/** True for a text with something to see; the others are empty. */
export function isVisible(text: string): boolean {
  return VISIBLE.test(text);
}

/** A name as it is kept: without format characters, which could reverse what follows it; one line. */
export function cleanName(name: string): string {
  return name.replace(INVISIBLE_ALL, '').replace(/\s+/g, ' ').trim();
}

/** False for text with control characters other than tab and line feed, or with half of a surrogate pair. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !CONTROL.test(text);
}

const CONTROL = /[^\P{Cc}\t\n]/u;
