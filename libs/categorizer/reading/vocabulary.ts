import { LANGUAGES } from '../languages.js';
import type { ConceptTable } from './concept-table.js';
import { hashText } from '../text/hash.js';
import { foldWord, type Word } from '../text/words.js';
import type { Knowledge } from './knowledge.js';
import { Lexicon } from './lexicon.js';
import { Misspellings } from './misspellings.js';
import { WordRanks } from './word-ranks.js';

/** A written word, whatever text it stands in. */
export interface Spelling {
  written: string;
  form: string;
  /** Its place in the ranks. */
  place: number;
  /** It has a letter that none of the five languages has. */
  foreign: boolean;
  /** By language, as they are asked for. */
  senses: (Sense | undefined)[];
}

/** What a word means in a language. */
export interface Sense {
  /** Folded, of the word that was meant. */
  form: string;
  /** Hash of that form, and of the word as spelt: the same if it is spelt well. */
  id: number;
  spelt: number;
  /** Lines of the lexicon. */
  concepts: readonly number[];
  /** Begins a new clause ("but", "aber"). */
  turns: boolean;
  /** Second words of the pairs that it begins. */
  seconds: ConceptTable | undefined;
  /** The example texts or the lexicon have it. */
  known: boolean;
  /** It has a letter that none of the five languages has. */
  foreign: boolean;
  /** So common and of so little meaning that it is no reason to name, and none to be sure. */
  filler: boolean;
}

/** Letters of languages that are near to the five: Portuguese, Romanian, Polish, Czech, Scandinavian, Turkish. */
const FOREIGN_LETTER = /[ãõășțåøłęąśżźćčřšžěůőűğışÃÕĂȘȚÅØŁĘĄŚŻŹĆČŘŠŽĚŮŐŰĞİŞ]/;
/** Spellings that are remembered at a time: some megabytes at most. */
const REMEMBERED = 20_000;
/** Longer words are understood again each time. */
const LONGEST = 40;
/** V8 copies a shorter slice; a longer one keeps the whole text in memory. */
const SHARED_SLICE = 13;

/**
 * Understands words with the knowledge of a model, and remembers them: texts of a campus share most of theirs. A full memory is
 * emptied; what is remembered changes the time an answer takes, never the answer.
 */
export class Vocabulary {
  private readonly lexicon: Lexicon;
  /** By the hash of the word as written. */
  private readonly memory = new Map<number, Spelling>();
  private readonly words: string[][];
  private readonly ranks: WordRanks;
  private readonly fillers: ReadonlySet<string>[];
  /** Made when the first unknown word of their language comes. */
  private readonly misspellings: (Misspellings | undefined)[] = [];

  constructor(private readonly knowledge: Knowledge) {
    this.lexicon = new Lexicon(knowledge.concepts);
    this.words = knowledge.words.map((words) => words.split(' '));
    this.ranks = new WordRanks(this.words);
    this.fillers = knowledge.fillers.map((words) => new Set(words.split(' ')));
  }

  /** The spelling of a word of a text. */
  spelling(text: string, { start, end, hash }: Word): Spelling {
    const remembered = this.memory.get(hash);
    if (remembered !== undefined && isAt(text, start, end, remembered.written)) return remembered;
    const written = copyOf(text.slice(start, end));
    const form = foldWord(written);
    const spelling: Spelling = {
      written,
      form,
      place: this.ranks.placeOf(form),
      foreign: FOREIGN_LETTER.test(written),
      senses: [],
    };
    if (written.length > LONGEST) return spelling;
    if (this.memory.size >= REMEMBERED) this.memory.clear();
    this.memory.set(hash, spelling);
    return spelling;
  }

  /** The language whose common words the text uses most; a text without any known word is taken for English. */
  languageOf(spellings: readonly Spelling[]): number {
    const costs = new Float64Array(LANGUAGES.length);
    for (const { place } of spellings) this.ranks.addCosts(place, costs);
    let best = 0;
    for (let l = 1; l < costs.length; l++) if ((costs[l] as number) < (costs[best] as number)) best = l;
    return best;
  }

  /** @param language place in `LANGUAGES` */
  senseOf(spelling: Spelling, language: number): Sense {
    return (spelling.senses[language] ??= this.makeSense(spelling, language));
  }

  private makeSense({ form, place, foreign }: Spelling, language: number): Sense {
    const found = this.lexicon.conceptsOf(form, language);
    const listed = this.ranks.has(place, language) || found.length > 0;
    const meant = listed ? form : (this.misspellingsOf(language).meantBy(form) ?? form);
    const concepts = meant === form ? found : this.lexicon.conceptsOf(meant, language);
    return {
      form: meant,
      id: hashText(meant),
      spelt: hashText(form),
      concepts,
      turns: concepts.includes(this.knowledge.turn),
      seconds: this.lexicon.secondsOf(meant, language),
      known: listed,
      foreign,
      filler: (this.fillers[language] as ReadonlySet<string>).has(meant),
    };
  }

  private misspellingsOf(language: number): Misspellings {
    return (this.misspellings[language] ??= new Misspellings(this.words[language] as string[]));
  }
}

function isAt(text: string, start: number, end: number, written: string): boolean {
  if (end - start !== written.length) return false;
  for (let at = start; at < end; at++) if (text.charCodeAt(at) !== written.charCodeAt(at - start)) return false;
  return true;
}

/** A long slice would keep the whole text in memory. */
function copyOf(slice: string): string {
  return slice.length < SHARED_SLICE ? slice : Buffer.from(slice, 'utf16le').toString('utf16le');
}
