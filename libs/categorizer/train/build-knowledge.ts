import { ENGLISH, LANGUAGES } from '../languages.js';
import { makeTable } from '../model/hash-table.js';
import { type Knowledge, NO_ROW } from '../reading/knowledge.js';
import { formHash } from '../reading/read-text.js';
import { finish, hashForm, pairKey, Salt } from '../text/hash.js';
import { countVotes } from './language-votes.js';
import type { Meaning } from './lexicon.js';
import type { DraftEntry } from './draft-entry.js';
import { listTypos } from './typos.js';
import { conceptsOfForm, listWords, type WordLists } from './word-lists.js';
import { type WordRow, WordVectors } from './word-vectors.js';

export interface Built {
  knowledge: Knowledge;
  /** What the clause nets see of the words of each row. */
  rows: WordRow[];
  /** Number of the concept "but". */
  turn: number;
}

/** Builds what the categorizer knows of words from the word lists and the English vectors. */
export function buildKnowledge(
  lexicon: Meaning[],
  dictionary: Meaning[],
  english: ReadonlyMap<string, Float32Array>,
): Built {
  const lists = listWords(lexicon, dictionary);
  const vectors = new WordVectors(english, lists, lexicon);
  const entries: DraftEntry[] = [];
  const table = new Map<number, number>();
  const addForm = (language: number, form: string, salt: number) => {
    const key = finish(hashForm(salt, form));
    if (table.has(key)) return;
    table.set(key, entries.length);
    const concepts = conceptsOfForm(lists[language] as WordLists, form);
    entries.push({ language, form, concepts, row: vectors.rowOf(language, form) ?? NO_ROW });
  };
  LANGUAGES.forEach((_, language) => {
    const { forms, beginnings, pairs, translations, openTranslations } = lists[language] as WordLists;
    if (language === ENGLISH) for (const form of english.keys()) addForm(language, form, Salt.exact(language));
    for (const form of [...forms.keys(), ...translations.keys()]) addForm(language, form, Salt.exact(language));
    for (const form of [...beginnings.keys(), ...openTranslations.keys()])
      addForm(language, form, Salt.prefix(language));
    for (const [pair, concepts] of pairs) {
      const [first, second] = pair.split(' ').map(hashOfForm) as [number, number];
      table.set(pairKey(language, first, second), entries.length);
      entries.push({ language, form: pair, concepts: [...concepts], row: NO_ROW });
    }
  });
  for (const [key, votes] of countVotes(lexicon, dictionary)) table.set(key, votes);
  const typos = listTypos(entries, lists, english);
  const knowledge: Knowledge = {
    table: makeTable(table),
    entryRow: Uint16Array.from(entries, (entry) => entry.row),
    entryForm: Uint32Array.from(entries, (entry) => hashOfForm(entry.form)),
    ...conceptSets(entries),
    entryWeight: typos.weight,
    typoKeys: typos.keys,
    typoEntry: typos.entry,
  };
  return { knowledge, rows: vectors.rows, turn: lexicon.findIndex((meaning) => meaning.group === 'turn') };
}

function hashOfForm(form: string): number {
  const letters = Uint16Array.from(form, (letter) => letter.charCodeAt(0));
  return formHash(letters, 0, letters.length);
}

/** Each set of concepts is kept once; set 0 is empty. */
function conceptSets(entries: DraftEntry[]): Pick<Knowledge, 'entrySet' | 'setStart' | 'concepts'> {
  const sets = new Map<string, number>([['', 0]]);
  const start = [0, 0];
  const concepts: number[] = [];
  const entrySet = Uint16Array.from(entries, (entry) => {
    const key = entry.concepts.join();
    if (!sets.has(key)) {
      sets.set(key, start.length - 1);
      concepts.push(...entry.concepts);
      start.push(concepts.length);
    }
    return sets.get(key) as number;
  });
  return { entrySet, setStart: Uint16Array.from(start), concepts: Uint8Array.from(concepts) };
}
