/** A form as it is known whatever text it stands in. */
export interface Form {
  /** As `Words.form`. */
  hash: number;
  letters: Uint16Array;
  /** What it says for each language; undefined if nothing. */
  votes: readonly number[] | undefined;
  /** By language, as they are asked for. */
  senses: (Sense | undefined)[];
}

/** What a form means in a language. */
export interface Sense {
  form: Form;
  /** Hash of the form that was meant: that of the known word one slip away, else the form as spelt. */
  identity: number;
  /** Row of the clause nets, or NO_ROW. */
  row: number;
  /** Places in the lexicon. The list is shared: leave it as it is. */
  concepts: readonly number[];
  /** Begins a new clause ("but", "aber"). */
  turns: boolean;
  /** What the features of this word alone add up to: the linear model keeps it here. */
  heard: Heard | undefined;
}

/** Sums of the weights of some features by group: their number, and the first and the second weight in whole units. */
export type Heard = number[];
