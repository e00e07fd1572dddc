/**
 * The word lists of one language. A term is a word ("door"), the beginning of words ("leak*") or a pair of words ("hot water"); a
 * line feed ends it. `concepts` has the lines of the lexicon where each of them stands.
 */
export interface ConceptTerms {
  terms: string;
  concepts: number[][];
}

interface Beginning {
  letters: string;
  concepts: readonly number[];
}

const KEY = 2;

/** Looks terms up. */
export class ConceptTable {
  private readonly exactTerms = new Map<string, readonly number[]>();
  /** By their first two letters, the longest first. */
  private readonly beginnings = new Map<string, Beginning[]>();
  private readonly firstWords = new Set<string>();

  constructor({ terms, concepts }: ConceptTerms) {
    terms.split('\n').forEach((term, i) => this.add(term, concepts[i] as number[]));
    for (const list of this.beginnings.values()) list.sort((a, b) => b.letters.length - a.letters.length);
  }

  exact(term: string): readonly number[] | undefined {
    return this.exactTerms.get(term);
  }

  beginsPair(form: string): boolean {
    return this.firstWords.has(form);
  }

  /** Concepts of the longest beginning of a word that is known and has at least so many letters. */
  beginning(form: string, shortest = KEY): readonly number[] | undefined {
    const list = this.beginnings.get(form.slice(0, KEY));
    return list?.find(({ letters }) => letters.length >= shortest && form.startsWith(letters))?.concepts;
  }

  /** Concepts of a word by itself and by its beginning. */
  lookUp(form: string): readonly number[] | undefined {
    const exact = this.exact(form);
    const open = this.beginning(form);
    return exact && open ? [...new Set([...exact, ...open])] : (exact ?? open);
  }

  private add(term: string, concepts: readonly number[]): void {
    if (!term.endsWith('*')) {
      this.exactTerms.set(term, concepts);
      const blank = term.indexOf(' ');
      if (blank >= 0) this.firstWords.add(term.slice(0, blank));
      return;
    }
    const letters = term.slice(0, -1);
    const key = letters.slice(0, KEY);
    const list = this.beginnings.get(key);
    if (list) list.push({ letters, concepts });
    else this.beginnings.set(key, [{ letters, concepts }]);
  }
}
