import { ENGLISH } from '../languages.js';
import { finish, hashForm, Salt } from '../text/hash.js';
import type { DraftEntry } from './draft-entry.js';
import type { WordLists } from './word-lists.js';

export interface Typos {
  keys: Uint32Array;
  entry: Uint16Array;
  /** By entry. */
  weight: Uint8Array;
}

const SHORTEST = 4;
/** English words beyond this rank of frequency are not what somebody meant. */
const RAREST = 9000;
const HALF_RANK = 500;
const LISTED_BONUS = 30;

/**
 * Deletion neighbourhood of the words that may be meant by a misspelt one: every form, whole and with one letter (not the first)
 * left out. After Garbe's SymSpell, for one slip.
 */
export function listTypos(entries: DraftEntry[], lists: WordLists[], english: ReadonlyMap<string, unknown>): Typos {
  const rank = new Map([...english.keys()].map((form, i) => [form, i]));
  const weight = Uint8Array.from(entries, (entry) => weightOf(entry, lists, rank));
  const best = new Map<number, number>();
  entries.forEach(({ language, form }, entry) => {
    if (weight[entry] === 0) return;
    for (let left = 0; left < form.length; left++) {
      const remaining = left === 0 ? form : form.slice(0, left) + form.slice(left + 1);
      const key = finish(hashForm(Salt.typo(language), remaining));
      const rival = best.get(key);
      if (rival === undefined || (weight[rival] as number) < (weight[entry] as number)) best.set(key, entry);
    }
  });
  const keys = Uint32Array.from(best.keys()).sort();
  return { keys, entry: Uint16Array.from(keys, (key) => best.get(key) as number), weight };
}

/** 0: never meant. */
function weightOf({ language, form }: DraftEntry, lists: WordLists[], rank: ReadonlyMap<string, number>): number {
  if (form.length < SHORTEST || form.includes(' ')) return 0;
  const { forms, beginnings, translations } = lists[language] as WordLists;
  const listed = forms.has(form) || beginnings.has(form) || translations.has(form) ? LISTED_BONUS : 0;
  const place = language === ENGLISH ? (rank.get(form) ?? RAREST) : RAREST;
  return listed + (place < RAREST ? Math.round(100 / (1 + place / HALF_RANK)) : 0);
}
