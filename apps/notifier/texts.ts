import { readFileSync } from 'node:fs';
import i18next, { type TFunction } from 'i18next';
import { projectPath } from '#libs/platform/project-root.js';

const LOCALES = ['en', 'it', 'de'] as const;

const catalogues = i18next.createInstance();
void catalogues.init({
  initAsync: false,
  lng: LOCALES[0],
  fallbackLng: LOCALES[0],
  supportedLngs: [...LOCALES],
  interpolation: { escapeValue: false },
  resources: Object.fromEntries(LOCALES.map((locale) => [locale, { translation: read(locale) }])),
});

/** The texts of a language, as the pages have them; English for one that there is not. */
export function texts(locale: string | null): TFunction {
  return catalogues.getFixedT(locale ?? LOCALES[0]);
}

function read(locale: string): Record<string, unknown> {
  return JSON.parse(readFileSync(projectPath('views', 'locales', `${locale}.json`), 'utf8')) as Record<string, unknown>;
}
