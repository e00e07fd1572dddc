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
  /** What may follow a word that begins a pair. */
  private readonly seconds = new Map<string, ConceptTable>();

  constructor(given?: ConceptTerms) {
    given?.terms.split('\n').forEach((term, i) => this.add(term, given.concepts[i] as number[]));
    for (const { beginnings } of [this, ...this.seconds.values()])
      for (const list of beginnings.values()) list.sort((a, b) => b.letters.length - a.letters.length);
  }

  exact(term: string): readonly number[] | undefined {
    return this.exactTerms.get(term);
  }

  /** The second words of the pairs that a word begins, with the concepts of the pairs. */
  secondsOf(form: string): ConceptTable | undefined {
    return this.seconds.get(form);
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
    const [first, second] = term.split(' ') as [string, string?];
    if (second !== undefined) {
      const seconds = this.seconds.get(first) ?? new ConceptTable();
      this.seconds.set(first, seconds);
      seconds.add(second, concepts);
      return;
    }
    if (!term.endsWith('*')) {
      this.exactTerms.set(term, concepts);
      return;
    }
    const letters = term.slice(0, -1);
    const key = letters.slice(0, KEY);
    const list = this.beginnings.get(key);
    if (list) list.push({ letters, concepts });
    else this.beginnings.set(key, [{ letters, concepts }]);
  }
}
