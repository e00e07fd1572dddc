import type { Reading } from '../reading/read-text.js';
import type { Sense } from '../reading/sense.js';
import { finish, step } from '../text/hash.js';
import { Gap } from '../text/words.js';

/** Groups of features. */
export const Group = { word: 0, bigram: 1, piece: 2, concept: 3, conceptPair: 4, ending: 5 } as const;

/**
 * Weights of the groups, chosen by cross validation. A long text speaks no louder than a short one: a group of n features has
 * length 1, times its weight.
 */
export const GROUP_WEIGHT = [3, 2, 3, 3, 2, 2];

/** Value of each feature of a group of so many. */
export function valueOf(group: number, features: number): number {
  return (GROUP_WEIGHT[group] as number) / Math.sqrt(Math.max(1, features));
}

/** Takes the features of a text as they come. */
export interface Listener {
  /** All features of a group that word i has by itself (see `tellFeaturesOfWord`). */
  word(group: number, i: number): void;
  /** A feature (its finished hash) of two words; of one, if they are the same. */
  feature(group: number, hash: number, i: number, j: number): void;
}

const SEED = [1, 2, 3, 4, 5, 6] as const;
const EDGE = 0x20;
const PIECE = { shortest: 3, longest: 5 };
/** Concepts of words at most so far apart make a pair. */
const PAIR_WINDOW = 6;

/**
 * What the linear model looks at: words, pairs of words, letters (3-5 in a row within a word), the concepts of the
 * lexicon, pairs of concepts nearby in a sentence, and once more what the last clause says.
 */
export function tellFeatures(reading: Reading, listener: Listener): void {
  const { words, senses, pairConcepts, clause } = reading;
  const last = reading.clauses - 1;
  for (let i = words.count - 1; i >= 0 && clause[i] === last; i--) {
    listener.word(Group.ending, i);
    for (const concept of pairConcepts[i] as readonly number[])
      listener.feature(Group.ending, endingConcept(concept), i, i);
  }
  for (let i = 0; i < words.count; i++) {
    listener.word(Group.word, i);
    listener.word(Group.piece, i);
    listener.word(Group.concept, i);
    for (const concept of pairConcepts[i] as readonly number[])
      listener.feature(Group.concept, finish(step(SEED[Group.concept], concept)), i, i);
    if (i > 0 && words.gapBefore[i] !== Gap.sentence) {
      const before = step(SEED[Group.bigram], (senses[i - 1] as Sense).identity);
      listener.feature(Group.bigram, finish(step(before, (senses[i] as Sense).identity)), i - 1, i);
    }
    tellConceptPairs(reading, i, listener);
  }
}

function tellConceptPairs({ words, concepts }: Reading, i: number, listener: Listener): void {
  const here = concepts[i] as readonly number[];
  if (here.length === 0) return;
  for (let j = i + 1; j < words.count && j - i <= PAIR_WINDOW; j++) {
    if (words.gapBefore[j] === Gap.sentence) break;
    const there = concepts[j] as readonly number[];
    for (let k = 0; k < here.length; k++) {
      for (let m = 0; m < there.length; m++) {
        listener.feature(Group.conceptPair, conceptPair(here[k] as number, there[m] as number), i, j);
      }
    }
  }
}

function conceptPair(a: number, b: number): number {
  return finish(step(step(SEED[Group.conceptPair], Math.min(a, b)), Math.max(a, b) + 256));
}

function endingConcept(concept: number): number {
  return finish(step(step(SEED[Group.ending], concept), 2));
}

/** Tells the hashes of the features that a word has by itself. */
export function tellFeaturesOfWord(
  { form, identity, concepts }: Sense,
  tell: (group: number, hash: number) => void,
): void {
  tell(Group.word, finish(step(SEED[Group.word], identity)));
  if (form.hash !== identity) tell(Group.word, finish(step(SEED[Group.word], form.hash)));
  tellPieces(form.letters, tell);
  tell(Group.ending, finish(step(step(SEED[Group.ending], form.hash), 1)));
  for (const concept of concepts) {
    tell(Group.concept, finish(step(SEED[Group.concept], concept)));
    tell(Group.ending, endingConcept(concept));
  }
}

function tellPieces(letters: Uint16Array, tell: (group: number, hash: number) => void): void {
  const end = letters.length + 1;
  for (let from = -1; from + PIECE.shortest <= end; from++) {
    let hash: number = SEED[Group.piece];
    for (let at = from; at < end && at < from + PIECE.longest; at++) {
      hash = step(hash, at === -1 || at === end - 1 ? EDGE : (letters[at] as number));
      if (at - from + 1 >= PIECE.shortest) tell(Group.piece, finish(hash));
    }
  }
}
