import { CATEGORIES, type Categorizer, type Category } from '../categorizer.js';
import type { Example } from './examples.js';

export interface Score {
  texts: number;
  right: number;
}

export interface Evaluation {
  all: Score;
  /** By language, and by kind within English and within the other languages. */
  languages: Record<string, Score>;
  kinds: Record<string, Score>;
  otherKinds: Record<string, Score>;
  /** confusion[meant][answered] = texts. */
  confusion: Record<Category, Record<Category, number>>;
  /** Tenths of the texts, the least confident first. */
  tenths: (Score & { from: number; to: number })[];
}

/** Scores of a categorizer on examples, by language and kind, with the confusion matrix and the confidence it had. */
export function evaluate(categorizer: Categorizer, examples: Example[]): Evaluation {
  const evaluation: Evaluation = {
    all: { texts: 0, right: 0 },
    languages: {},
    kinds: {},
    otherKinds: {},
    confusion: emptyMatrix(),
    tenths: [],
  };
  const answers: { confidence: number; right: boolean }[] = [];
  for (const { text, category, language = 'unknown', kind = 'unknown' } of examples) {
    const answer = categorizer.classify(text);
    const right = answer.category === category;
    answers.push({ confidence: answer.confidence, right });
    count(evaluation.all, right);
    count((evaluation.languages[language] ??= { texts: 0, right: 0 }), right);
    const kinds = language === 'en' ? evaluation.kinds : evaluation.otherKinds;
    count((kinds[kind] ??= { texts: 0, right: 0 }), right);
    evaluation.confusion[category][answer.category]++;
  }
  evaluation.tenths = tenthsByConfidence(answers);
  return evaluation;
}

/** Share of right answers, 0..1; of several scores together. */
export function accuracy(...scores: Score[]): number {
  const texts = scores.reduce((sum, score) => sum + score.texts, 0);
  return texts === 0 ? 0 : scores.reduce((sum, score) => sum + score.right, 0) / texts;
}

function count(score: Score, right: boolean): void {
  score.texts++;
  if (right) score.right++;
}

function emptyMatrix(): Evaluation['confusion'] {
  const row = () => Object.fromEntries(CATEGORIES.map((category) => [category, 0])) as Record<Category, number>;
  return Object.fromEntries(CATEGORIES.map((category) => [category, row()])) as Evaluation['confusion'];
}

function tenthsByConfidence(answers: { confidence: number; right: boolean }[]): Evaluation['tenths'] {
  const sorted = answers.toSorted((a, b) => a.confidence - b.confidence);
  return Array.from({ length: 10 }, (_, tenth) => {
    const part = sorted.slice(Math.floor((tenth * sorted.length) / 10), Math.floor(((tenth + 1) * sorted.length) / 10));
    return {
      texts: part.length,
      right: part.filter((answer) => answer.right).length,
      from: part[0]?.confidence ?? 0,
      to: part.at(-1)?.confidence ?? 0,
    };
  });
}
