import { ENGLISH, GERMAN } from '../languages.js';
import { ConceptTable, type ConceptTerms } from './concept-table.js';

const SHORTEST_COMPOUND = 9;
const SHORTEST_HEAD = 3;
const SHORTEST_ENDING = 4;
const NONE: readonly number[] = [];

/** Finds the concepts of folded words; a language in these functions is its place in `LANGUAGES`. */
export class Lexicon {
  /** Made when their language is first met: most texts speak one. */
  private readonly tables: (ConceptTable | undefined)[] = [];

  /** @param terms by language */
  constructor(private readonly terms: readonly ConceptTerms[]) {}

  /** Concepts of a word: in its language, in English, else of the ending that names the thing in a German compound. */
  conceptsOf(form: string, language: number): readonly number[] {
    const own = this.table(language).lookUp(form);
    if (own) return own;
    const english = language === ENGLISH ? undefined : this.table(ENGLISH).lookUp(form);
    if (english) return english;
    return (language === GERMAN && form.length >= SHORTEST_COMPOUND && this.ofCompound(form)) || NONE;
  }

  /** The second words of the pairs that a word begins ("hot water"), with the concepts of the pairs. */
  secondsOf(form: string, language: number): ConceptTable | undefined {
    return this.table(language).secondsOf(form);
  }

  private ofCompound(form: string): readonly number[] | undefined {
    const table = this.table(GERMAN);
    for (let from = SHORTEST_HEAD; from <= form.length - SHORTEST_ENDING; from++) {
      const ending = form.slice(from);
      const found = table.exact(ending) ?? table.beginning(ending, SHORTEST_ENDING);
      if (found) return found;
    }
    return undefined;
  }

  private table(language: number): ConceptTable {
    return (this.tables[language] ??= new ConceptTable(this.terms[language] as ConceptTerms));
  }
}
