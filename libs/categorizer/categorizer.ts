import { Decider } from './decide.js';
import type { Model } from './model/model.js';

/** The three categories, in the order of the model's weights. */
export const CATEGORIES = ['facility-management', 'technical-it', 'services-complaints'] as const;

export type Category = (typeof CATEGORIES)[number];

export interface Classification {
  category: Category;
  /** Calibrated probability that the category is right, 0..1 (never below 1/3: the best of three). */
  confidence: number;
  /** Up to five words that spoke for the category, as written in the text, the strongest first. */
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

/** Makes a categorizer of a decoded model (see `load-model.ts` for the shipped one). */
export function createCategorizer(model: Model): Categorizer {
  const decider = new Decider(model);
  return {
    version: model.version,
    classify(text) {
      const decision = decider.decide(text);
      return {
        category: CATEGORIES[decision.category] as Category,
        confidence: decision.confidence,
        words: decision.words,
        categorizerVersion: model.version,
      };
    },
  };
}
