import Handlebars from 'handlebars';
import type { AsOf } from '#libs/read-models/types.js';
import { cleanName } from '#libs/tickets/commands.js';
import type { Locale } from '../request/locale.js';
import { assetUrls } from './assets.js';
import { escapeText, type Helper, type Root } from './compile.js';
import { richText } from './rich-text.js';
import { goneText, texts } from './texts.js';
import { absoluteTime, dayName, durationText, hourName, monthName, numberText, relativeTime } from './times.js';

const fallbackZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const momentOf = ({ asOf }: Root): Partial<AsOf> => (asOf as AsOf | undefined) ?? {};
const zoneOf = (root: Root): string => momentOf(root).timeZone ?? fallbackZone;

const html = (text: string): Handlebars.SafeString => new Handlebars.SafeString(text);
const timeElement = (date: Date, words: string, title: string, more = ''): Handlebars.SafeString =>
  html(`<time datetime="${date.toISOString()}" title="${escapeText(title)}"${more}>${escapeText(words)}</time>`);

/** A picture of the sprite, which says nothing that is not beside it in words. */
export function iconElement(name: string): Handlebars.SafeString {
  return html(`<svg class="icon" aria-hidden="true"><use href="${assetUrls().sprite}#i-${escapeText(name)}"/></svg>`);
}

/** How long ago something was, seen from the moment of a page. */
export function agoWords(root: Root, date: Date, locale: Locale): string {
  return relativeTime(date, momentOf(root).at ?? new Date(), locale, texts(locale)('time.justNow'));
}

/** What the templates of a language can say: texts, times, numbers, icons. */
export function helpersOf(locale: Locale) {
  const t = texts(locale);
  return {
    /** `{{t 'status.' status}}`: the parts are joined to a key of the catalogue, what is named fills its gaps. */
    t: (_, gaps, ...parts: string[]) => t(parts.join(''), gaps),
    /** `{{gone hiddenBecause}}`: what stands in the place of a text that was erased, or that the helpdesk hides. */
    gone: (_, __, hiddenBecause?: string | null) => html(`<em>${escapeText(goneText(locale, hiddenBecause))}</em>`),
    ago: (root, _, date: Date) =>
      timeElement(date, agoWords(root, date, locale), absoluteTime(date, locale, zoneOf(root)), ' class="ago"'),
    /** The same for the many of a list: its exact time comes when somebody points at it, or prints. */
    age: (root, _, date: Date) =>
      html(`<time datetime=${date.toISOString().slice(0, 16)}Z>${escapeText(agoWords(root, date, locale))}</time>`),
    stamp: (root, { precise }, date: Date) =>
      timeElement(date, absoluteTime(date, locale, zoneOf(root), precise === true), date.toISOString()),
    iso: (_, __, date: Date) => date.toISOString(),
    dayName: (root, _, date: Date) => dayName(date, locale, zoneOf(root)),
    hourName: (root, _, date: Date) => hourName(date, locale, zoneOf(root)),
    monthName: (_, __, month: string) => monthName(month, locale),
    durationOf: (_, __, milliseconds: number) => durationText(milliseconds, locale),
    num: (_, __, value: number) => numberText(value, locale),
    icon: (_, __, name: string) => iconElement(name),
    /** A telephone number that can be pressed. */
    call: (_, __, number: string) =>
      html(`<a class="call" href="tel:${number.replace(/[^\d+*#]/g, '')}">${escapeText(number)}</a>`),
    eq: (_, __, a: unknown, b: unknown) => a === b,
    person: (_, __, name: string) => html(`<bdi>${escapeText(cleanName(name))}</bdi>`),
    rich: (_, __, text: string) => html(richText(text, escapeText)),
  } satisfies Record<string, Helper>;
}
