import { hashText } from '../text/hash.js';
import { foldWord, type Word } from '../text/words.js';
import { type Knowledge, LANGUAGES } from './knowledge.js';
import { type Concepts, type ConceptTable, Lexicon } from './lexicon.js';
import { Misspellings } from './misspellings.js';
import { isListed, NO_LANGUAGE, rankWords } from './word-ranks.js';

/** A written word, whatever text it stands in. */
export interface Spelling {
  /** The second hash of the word as written. */
  check: number;
  form: string;
  /** See `word-ranks.ts`. */
  ranks: number;
  /** It has a letter that none of the five languages has. */
  foreign: boolean;
  /** By language, as they are asked for. */
  senses: (Sense | undefined)[];
}

/** What a word means in a language. */
export interface Sense {
  /** Folded, of the word that was meant. */
  form: string;
  /** Hash of that form. */
  id: number;
  /** Lines of the lexicon. */
  concepts: Concepts;
  /** Begins a new clause ("but", "aber"). */
  turns: boolean;
  /** Second words of the pairs that it begins. */
  seconds: ConceptTable | undefined;
  /** The example texts or the lexicon have it. */
  known: boolean;
  /** It has a letter that none of the five languages has. */
  foreign: boolean;
  /** A number, or so common and of so little meaning that it is no reason to name, and none to be sure. */
  filler: boolean;
}

/** Letters of languages that are near to the five: Portuguese, Romanian, Polish, Czech, Scandinavian, Turkish. */
const FOREIGN_LETTER = /[ãõășțåøłęąśżźćčřšžěůőűğışÃÕĂȘȚÅØŁĘĄŚŻŹĆČŘŠŽĚŮŐŰĞİŞ]/;
/** Spellings that are remembered at a time: some megabytes at most. */
const REMEMBERED = 20_000;
/** Longer words are understood again each time. */
const LONGEST = 40;

/**
 * Understands words with the knowledge of a model, and remembers them: texts of a campus share most of theirs. A full memory is
 * emptied; what is remembered changes the time an answer takes, never the answer.
 */
export class Vocabulary {
  private readonly lexicon: Lexicon;
  /** By the hash of the word as written. */
  private readonly memory = new Map<number, Spelling>();
  private readonly words: string[][];
  private readonly ranks: ReadonlyMap<string, number>;
  private readonly fillers: ReadonlySet<string>[];
  /** Made when the first unknown word of their language comes. */
  private readonly misspellings: (Misspellings | undefined)[] = [];

  constructor(private readonly knowledge: Knowledge) {
    this.lexicon = new Lexicon(knowledge.concepts);
    this.words = knowledge.words.map((words) => words.split(' '));
    this.ranks = rankWords(this.words);
    this.fillers = knowledge.fillers.map((words) => new Set(words.split(' ')));
  }

  /** The spelling of a word of a text. */
  spelling(text: string, { start, end, hash, check }: Word): Spelling {
    const remembered = this.memory.get(hash);
    if (remembered?.check === check) return remembered;
    const written = text.slice(start, end);
    const form = foldWord(written);
    const spelling: Spelling = {
      check,
      form,
      ranks: this.ranks.get(form) ?? NO_LANGUAGE,
      foreign: FOREIGN_LETTER.test(written),
      senses: LANGUAGES.map(() => undefined),
    };
    if (written.length > LONGEST) return spelling;
    if (this.memory.size >= REMEMBERED) this.memory.clear();
    this.memory.set(hash, spelling);
    return spelling;
  }

  senseOf(spelling: Spelling, language: number): Sense {
    return (spelling.senses[language] ??= this.makeSense(spelling, language));
  }

  private makeSense({ form, ranks, foreign }: Spelling, language: number): Sense {
    const found = this.lexicon.conceptsOf(form, language);
    const known = found.length > 0 || isListed(ranks, language);
    const slips = known ? undefined : (this.misspellings[language] ??= new Misspellings(this.words[language] ?? []));
    const meant = slips?.meantBy(form) ?? form;
    const concepts = meant === form ? found : this.lexicon.conceptsOf(meant, language);
    return {
      form: meant,
      id: hashText(meant),
      concepts,
      turns: concepts.includes(this.knowledge.turn),
      seconds: this.lexicon.secondsOf(meant, language),
      known,
      foreign,
      filler: meant.startsWith('0') || (this.fillers[language] as ReadonlySet<string>).has(meant),
    };
  }
}
