import { type ConceptTerms, LANGUAGES } from './knowledge.js';

export type Concepts = readonly number[];

/** A shorter folded word of another language is none of English: "il" would be "ill", "lo" a "loo". */
const SHORTEST_ENGLISH = 3;
const ENGLISH = LANGUAGES.indexOf('en');
const GERMAN = LANGUAGES.indexOf('de');
const SHORTEST_COMPOUND = 9;
const SHORTEST_HEAD = 3;
const SHORTEST_ENDING = 4;
/** Beginnings are found by so many letters. */
const KEY = 2;
const NONE: Concepts = [];

/** Finds the concepts of folded words. */
export class Lexicon {
  /** Made when their language is first met: most texts speak one. */
  private readonly tables: (ConceptTable | undefined)[] = [];

  /** @param terms by language */
  constructor(private readonly terms: readonly ConceptTerms[]) {}

  /** Concepts of a word: in its language, in English, else of the ending that names the thing in a German compound. */
  conceptsOf(form: string, language: number): Concepts {
    return (
      this.table(language).lookUp(form) ??
      (language === ENGLISH || form.length < SHORTEST_ENGLISH ? undefined : this.table(ENGLISH).lookUp(form)) ??
      (language === GERMAN && form.length >= SHORTEST_COMPOUND ? this.ofCompound(form) : NONE)
    );
  }

  /** The second words of the pairs that a word begins ("hot water"), with the concepts of the pairs. */
  secondsOf(form: string, language: number): ConceptTable | undefined {
    return this.table(language).seconds.get(form);
  }

  private ofCompound(form: string): Concepts {
    for (let from = SHORTEST_HEAD; from <= form.length - SHORTEST_ENDING; from++) {
      const found = this.table(GERMAN).head(form.slice(from));
      if (found) return found;
    }
    return NONE;
  }

  private table(language: number): ConceptTable {
    return (this.tables[language] ??= new ConceptTable(this.terms[language]));
  }
}

/** The terms of one language, or the second words of pairs. */
export class ConceptTable {
  readonly seconds = new Map<string, ConceptTable>();
  private readonly words = new Map<string, Concepts>();
  /** The longest first. */
  private readonly beginnings = new Map<string, { letters: string; concepts: Concepts }[]>();

  constructor(given?: ConceptTerms) {
    given?.terms.split('\n').forEach((term, i) => this.add(term, given.concepts[i] as Concepts));
  }

  /** Concepts of a word by itself and by its longest beginning. */
  lookUp(form: string): Concepts | undefined {
    const word = this.words.get(form);
    const beginning = this.beginning(form, KEY);
    return word && beginning ? [...new Set([...word, ...beginning])] : (word ?? beginning);
  }

  /** Concepts of the ending of a compound: a beginning of three letters would be too short for a word of its own. */
  head(form: string): Concepts | undefined {
    return this.words.get(form) ?? this.beginning(form, SHORTEST_ENDING);
  }

  private beginning(form: string, shortest: number): Concepts | undefined {
    const list = this.beginnings.get(form.slice(0, KEY));
    return list?.find(({ letters }) => letters.length >= shortest && form.startsWith(letters))?.concepts;
  }

  private add(term: string, concepts: Concepts): void {
    const [first, second] = term.split(' ') as [string, string?];
    if (second !== undefined) {
      const seconds = this.seconds.get(first) ?? new ConceptTable();
      this.seconds.set(first, seconds);
      seconds.add(second, concepts);
    } else if (term.endsWith('*')) {
      const key = term.slice(0, KEY);
      this.beginnings.set(key, [...(this.beginnings.get(key) ?? []), { letters: term.slice(0, -1), concepts }]);
    } else this.words.set(term, concepts);
  }
}
