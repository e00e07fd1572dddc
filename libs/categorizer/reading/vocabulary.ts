import type { Words } from '../text/words.js';
import { type Knowledge, NO_ROW } from './knowledge.js';
import { votesFor } from './language.js';
import type { Form, Sense } from './sense.js';
import { understand } from './understand.js';

/** Forms that are remembered at a time: some megabytes at most. */
const REMEMBERED = 20_000;
/** Longer forms are understood anew each time. */
const LONGEST = 40;
const NO_CONCEPTS: readonly number[] = [];

/**
 * Understands words with the knowledge of a model, and remembers them: texts of a campus share most of theirs. A full memory is
 * emptied; what is remembered changes the time an answer takes, never the answer.
 */
export class Vocabulary {
  /** By hash as a signed number, which needs no room of its own. */
  private readonly memory = new Map<number, Form>();
  private readonly conceptSets: readonly (readonly number[])[];

  /** @param turn number of the concept of words that begin a new clause */
  constructor(
    readonly knowledge: Knowledge,
    private readonly turn: number,
  ) {
    const { concepts, setStart } = knowledge;
    this.conceptSets = Array.from({ length: setStart.length - 1 }, (_, set) => [
      ...concepts.subarray(setStart[set], setStart[set + 1]),
    ]);
  }

  /** The form of word i. */
  formOf(words: Words, i: number): Form {
    const hash = words.form[i] as number;
    const start = words.formStart[i] as number;
    const end = words.formEnd[i] as number;
    const known = this.memory.get(hash | 0);
    if (known !== undefined && isSpelt(known.letters, words.letters, start, end)) return known;
    const letters = words.letters.slice(start, end);
    const form: Form = { hash, letters, votes: votesFor(this.knowledge, letters), senses: [] };
    if (letters.length <= LONGEST) this.remember(form);
    return form;
  }

  private remember(form: Form): void {
    if (this.memory.size >= REMEMBERED) this.memory.clear();
    this.memory.set(form.hash | 0, form);
  }

  /** @param language place in `LANGUAGES` */
  senseOf(form: Form, language: number): Sense {
    return (form.senses[language] ??= this.makeSense(form, language));
  }

  /** Concepts of an entry; none for -1. */
  conceptsOf(entry: number): readonly number[] {
    return entry < 0 ? NO_CONCEPTS : (this.conceptSets[this.knowledge.entrySet[entry] as number] as readonly number[]);
  }

  private makeSense(form: Form, language: number): Sense {
    const { entryForm, entryRow } = this.knowledge;
    const { entry, misspelt } = understand(this.knowledge, language, form.letters);
    const concepts = this.conceptsOf(entry);
    return {
      form,
      identity: misspelt ? (entryForm[entry] as number) : form.hash,
      row: entry < 0 ? NO_ROW : (entryRow[entry] as number),
      concepts,
      turns: concepts.includes(this.turn),
      heard: undefined,
    };
  }
}

function isSpelt(form: Uint16Array, letters: Uint16Array, start: number, end: number): boolean {
  if (form.length !== end - start) return false;
  for (let k = 0; k < form.length; k++) if (form[k] !== letters[start + k]) return false;
  return true;
}
