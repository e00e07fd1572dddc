import { readFileSync } from 'node:fs';
import QuickLRU from 'quick-lru';
import i18next, { type TFunction } from 'i18next';
import { projectPath } from '#libs/platform/project-root.js';
import { LOCALES, type Locale } from '../request/locale.js';

/** Texts of a language in the cache. */
const MAX_TEXTS = 5_000;

const catalogues = i18next.createInstance();
void catalogues.init({
  initAsync: false,
  lng: LOCALES[0],
  fallbackLng: LOCALES[0],
  supportedLngs: [...LOCALES],
  interpolation: { escapeValue: false },
  resources: Object.fromEntries(LOCALES.map((locale) => [locale, { translation: readCatalogue(locale) }])),
});

const functions = new Map(LOCALES.map((locale) => [locale, remembering(catalogues.getFixedT(locale))]));

/** To look a text up takes longer than all else that a template does. Texts with a gap for people's words are not kept. */
function remembering(t: TFunction): TFunction {
  const cache = new QuickLRU<string, string>({ maxSize: MAX_TEXTS });
  const remembered = (key: string, gaps: Readonly<Record<string, unknown>> = {}): string => {
    let name = key;
    for (const gap in gaps) {
      if (typeof gaps[gap] !== 'number') return t(key, gaps);
      name += ` ${gap} ${gaps[gap]}`;
    }
    const known = cache.get(name);
    if (known !== undefined) return known;
    const text = t(key, gaps);
    cache.set(name, text);
    return text;
  };
  return remembered as TFunction;
}

/** The texts of a language: `texts('en')('ticket.closed')`. */
export function texts(locale: Locale): TFunction {
  return functions.get(locale) as TFunction;
}

/** What stands in the place of a text that was erased, or hidden for a reason (empty once that was erased). */
export function goneText(locale: Locale, hiddenBecause: string | null | undefined): string {
  const t = texts(locale);
  if (hiddenBecause === null || hiddenBecause === undefined) return t('ticket.erased');
  return hiddenBecause ? t('hidden.because', { reason: hiddenBecause }) : t('hidden.removed');
}

/** The catalogue as it lies in views/locales. */
export function readCatalogue(locale: Locale): Record<string, unknown> {
  return JSON.parse(readFileSync(projectPath('views', 'locales', `${locale}.json`), 'utf8')) as Record<string, unknown>;
}
