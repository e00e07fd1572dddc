import { CATEGORIES, type Categorizer, type Category } from '#libs/categorizer/categorizer.js';
import type { Example } from './examples.js';

export interface Score {
  texts: number;
  right: number;
}

/** What a categorizer said about an example. */
export interface Outcome {
  example: Example;
  answered: Category;
  confidence: number;
  right: boolean;
}

/** Classifies every example. */
export function evaluate(categorizer: Categorizer, examples: readonly Example[]): Outcome[] {
  return examples.map((example) => {
    const { category: answered, confidence } = categorizer.classify(example.text);
    return { example, answered, confidence, right: answered === example.category };
  });
}

export function scoreOf(outcomes: readonly Outcome[]): Score {
  return { texts: outcomes.length, right: outcomes.filter(({ right }) => right).length };
}

/** Share of right answers, 0..1; of none, 0. */
export function accuracy(outcomes: readonly Outcome[]): number {
  const { texts, right } = scoreOf(outcomes);
  return texts === 0 ? 0 : right / texts;
}

/** What "please check" below a limit of confidence would mean: the share of the texts that are marked, and of the errors among them. */
export function markedBelow(limit: number, outcomes: readonly Outcome[]): { marked: number; caught: number } {
  const wrong = outcomes.filter(({ right }) => !right);
  const below = ({ confidence }: Outcome) => confidence < limit;
  return {
    marked: outcomes.filter(below).length / outcomes.length,
    caught: wrong.length === 0 ? 1 : wrong.filter(below).length / wrong.length,
  };
}

/** texts[meant][answered]. */
export function confusionOf(outcomes: readonly Outcome[]): number[][] {
  return CATEGORIES.map((meant) =>
    CATEGORIES.map(
      (answered) => outcomes.filter((o) => o.example.category === meant && o.answered === answered).length,
    ),
  );
}
