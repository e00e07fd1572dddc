import type { Model } from './model/model-file.js';
import { readText, type Reading } from './reading/read-text.js';
import { Vocabulary } from './reading/vocabulary.js';
import { decidingWords } from './scoring/deciding-words.js';
import { FeatureReader } from './scoring/features.js';
import { softmax, WordSums } from './scoring/linear.js';

/** The three categories, in the order of the model's weights. */
export const CATEGORIES = ['facility-management', 'technical-it', 'services-complaints'] as const;

export type Category = (typeof CATEGORIES)[number];

export interface Classification {
  category: Category;
  /**
   * Probability that the category is right, 0..1 (never below 1/3: the best of three). Calibrated, but for a text that is hardly
   * understood: then it is at most 0.5.
   */
  confidence: number;
  /** Up to five words that decided for the category, as written in the text, the strongest first. */
  words: string[];
  /** Version of the model that decided. */
  categorizerVersion: string;
}

export interface Categorizer {
  readonly version: string;
  /**
   * Always answers one of the three, whatever the text: empty, emoji only, other scripts.
   * Pure: the same text and model give the same answer.
   */
  classify(text: string): Classification;
}

/** The confidence in a text that is hardly understood is not above this. */
const HARDLY_UNDERSTOOD = 0.5;
/** A text is understood when at least this share of its words is known. */
const LEAST_KNOWN = 0.6;

/** Makes a categorizer of a decoded model (see `load-model.ts` for the shipped one). */
export function createCategorizer(model: Model): Categorizer {
  const vocabulary = new Vocabulary(model.knowledge);
  const features = new FeatureReader(model.linear.bits, model.knowledge);
  const sums = new WordSums(model.linear);
  return {
    version: model.version,
    classify(text) {
      const reading = readText(vocabulary, text);
      sums.begin(reading.words.length);
      features.read(reading, sums);
      const probabilities = softmax(sums.logits(), model.temperature);
      const highest = Math.max(...probabilities);
      const category = probabilities.indexOf(highest);
      return {
        category: CATEGORIES[category] as Category,
        confidence: isUnderstood(reading) ? highest : Math.min(highest, HARDLY_UNDERSTOOD),
        words: decidingWords(text, reading, sums.gains(category)),
        categorizerVersion: model.version,
      };
    },
  };
}

/** Most words are known, one at least says what it is about, and no letter belongs to another language. */
function isUnderstood({ senses }: Reading): boolean {
  let known = 0;
  let meaning = 0;
  for (const sense of senses) {
    if (sense.foreign) return false;
    if (!sense.known) continue;
    known++;
    if (!sense.filler) meaning++;
  }
  return meaning > 0 && known >= LEAST_KNOWN * senses.length;
}
