import type Handlebars from 'handlebars';
import type { AsOf } from '#libs/read-models/types.js';
import type { RequestContext } from '../request/request-context.js';
import { cleanName } from '#libs/tickets/commands.js';
import { assetUrls } from './assets.js';
import { registerRow } from './row-cache.js';
import { richText } from './rich-text.js';
import { goneText, texts } from './texts.js';
import { absoluteTime, dayName, durationText, hourName, monthName, numberText, relativeTime } from './times.js';

/** What every template finds at its root. */
interface Root {
  readonly requester: RequestContext;
  readonly moment?: AsOf;
}
const root = (options: Handlebars.HelperOptions): Root => options.data.root as Root;
const fallbackZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const zoneOf = (options: Handlebars.HelperOptions): string => root(options).moment?.timeZone ?? fallbackZone;
const nowOf = (options: Handlebars.HelperOptions): Date => root(options).moment?.at ?? new Date();

/** Teaches the templates to speak: texts, times, numbers, icons. */
export function registerHelpers(engine: typeof Handlebars): void {
  const html = (text: string): Handlebars.SafeString => new engine.SafeString(text);
  const escape = (text: string): string => engine.escapeExpression(text);

  /** `{{t 'status.' status}}`: the parts are joined to a key of the catalogue, the hash fills its gaps. */
  engine.registerHelper('t', (...args: unknown[]) => {
    const options = args.pop() as Handlebars.HelperOptions;
    return texts(root(options).requester.locale)(args.join(''), options.hash as Record<string, unknown>);
  });

  /** `{{gone hiddenBecause}}`: what stands in the place of a text that was erased, or that the helpdesk hides. */
  engine.registerHelper('gone', (hiddenBecause: string | null | undefined, options: Handlebars.HelperOptions) =>
    html(`<em>${escape(goneText(root(options).requester.locale, hiddenBecause))}</em>`),
  );

  const agoWords = (date: Date, options: Handlebars.HelperOptions): string => {
    const { locale } = root(options).requester;
    return relativeTime(date, nowOf(options), locale, texts(locale)('time.justNow'));
  };
  engine.registerHelper('ago', (date: Date, options: Handlebars.HelperOptions) => {
    const title = absoluteTime(date, root(options).requester.locale, zoneOf(options));
    return timeElement(date, agoWords(date, options), title, ' class="ago"');
  });
  /** The same for the many of a list: its exact time comes when somebody points at it, or prints. */
  engine.registerHelper('age', (date: Date, options: Handlebars.HelperOptions) =>
    html(`<time class=ago datetime=${date.toISOString().slice(0, 19)}Z>${escape(agoWords(date, options))}</time>`),
  );
  registerRow(engine, ({ at }, options) => `${root(options).requester.locale} ${agoWords(at, options)}`);
  engine.registerHelper('stamp', (date: Date, options: Handlebars.HelperOptions) => {
    const precise = options.hash['precise'] === true;
    const words = absoluteTime(date, root(options).requester.locale, zoneOf(options), precise);
    return timeElement(date, words, date.toISOString());
  });
  const timeElement = (date: Date, words: string, title: string, more = ''): Handlebars.SafeString =>
    html(`<time datetime="${date.toISOString()}" title="${escape(title)}"${more}>${escape(words)}</time>`);

  engine.registerHelper('iso', (date: Date) => date.toISOString());

  engine.registerHelper('dayName', (date: Date, options: Handlebars.HelperOptions) =>
    dayName(date, root(options).requester.locale, zoneOf(options)),
  );
  engine.registerHelper('hourName', (date: Date, options: Handlebars.HelperOptions) =>
    hourName(date, root(options).requester.locale, zoneOf(options)),
  );
  engine.registerHelper('monthName', (month: string, options: Handlebars.HelperOptions) =>
    monthName(month, root(options).requester.locale),
  );
  engine.registerHelper('durationOf', (milliseconds: number, options: Handlebars.HelperOptions) =>
    durationText(milliseconds, root(options).requester.locale),
  );
  engine.registerHelper('num', (value: number, options: Handlebars.HelperOptions) =>
    numberText(value, root(options).requester.locale),
  );

  const { sprite } = assetUrls();
  engine.registerHelper('icon', (name: string) =>
    html(`<svg class="icon" aria-hidden="true"><use href="${sprite}#i-${escape(name)}"/></svg>`),
  );
  /** A telephone number that can be pressed. */
  engine.registerHelper('call', (number: string) =>
    html(`<a class="call" href="tel:${number.replace(/[^\d+*#]/g, '')}">${escape(number)}</a>`),
  );
  engine.registerHelper('eq', (a: unknown, b: unknown) => a === b);
  engine.registerHelper('person', (name: string) => html(`<bdi>${escape(cleanName(name))}</bdi>`));
  engine.registerHelper('rich', (text: string) => html(richText(text, escape)));
}
