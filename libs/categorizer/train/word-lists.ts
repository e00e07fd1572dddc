import { LANGUAGES } from '../languages.js';
import type { Meaning, Term } from './lexicon.js';

/** The word lists of one language, by folded form. */
export interface WordLists {
  /** Concepts (places in the lexicon) of forms, of open beginnings, and of two forms ("hot water") in a row. */
  forms: Map<string, Set<number>>;
  beginnings: Map<string, Set<number>>;
  pairs: Map<string, Set<number>>;
  /** English words for forms and beginnings, from the dictionary. */
  translations: Map<string, Set<string>>;
  openTranslations: Map<string, Set<string>>;
}

/** Sorts lexicon and dictionary by language, in the order of `LANGUAGES`. */
export function listWords(lexicon: Meaning[], dictionary: Meaning[]): WordLists[] {
  return LANGUAGES.map((_, language) => {
    const lists: WordLists = {
      forms: new Map(),
      beginnings: new Map(),
      pairs: new Map(),
      translations: new Map(),
      openTranslations: new Map(),
    };
    lexicon.forEach(({ terms }, concept) => {
      for (const { forms, open } of terms[language] as Term[]) {
        if (forms.length === 2) put(lists.pairs, forms.join(' '), concept);
        else if (forms.length === 1) put(open ? lists.beginnings : lists.forms, forms[0] as string, concept);
      }
    });
    if (language > 0) addTranslations(lists, dictionary, language);
    return lists;
  });
}

function addTranslations(lists: WordLists, dictionary: Meaning[], language: number): void {
  for (const { terms } of dictionary) {
    const english = (terms[0] as Term[]).flatMap((term) => term.forms);
    for (const { forms, open } of terms[language] as Term[]) {
      for (const form of forms)
        for (const word of english) put(open ? lists.openTranslations : lists.translations, form, word);
    }
  }
}

/** Concepts of a form: its own, and those of its longest beginning of at least two letters. */
export function conceptsOfForm(lists: WordLists, form: string): number[] {
  return [...new Set([...(lists.forms.get(form) ?? []), ...(longest(lists.beginnings, form, 2) ?? [])])].sort(
    (a, b) => a - b,
  );
}

/** English words for a form, by itself or by its longest beginning. */
export function translationsOfForm(lists: WordLists, form: string): string[] {
  return [...(lists.translations.get(form) ?? longest(lists.openTranslations, form, 3) ?? [])].sort();
}

function longest<T>(beginnings: Map<string, T>, form: string, shortest: number): T | undefined {
  for (let length = form.length; length >= shortest; length--) {
    const found = beginnings.get(form.slice(0, length));
    if (found !== undefined) return found;
  }
  return undefined;
}

function put<T>(map: Map<string, Set<T>>, key: string, value: T): void {
  const set = map.get(key);
  if (set) set.add(value);
  else map.set(key, new Set([value]));
}
