import { CATEGORIES, type Categorizer, type Category } from '#libs/categorizer/categorizer.js';
import type { Example } from './examples.js';

/** What a categorizer said about an example. */
export interface Outcome {
  example: Example;
  answered: Category;
  confidence: number;
  right: boolean;
}

const LIMITS = [0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85];

/** Classifies every example. */
export function evaluate(categorizer: Categorizer, examples: readonly Example[]): Outcome[] {
  return examples.map((example) => {
    const { category: answered, confidence } = categorizer.classify(example.text);
    return { example, answered, confidence, right: answered === example.category };
  });
}

export function countRight(outcomes: readonly Outcome[]): number {
  return outcomes.filter(({ right }) => right).length;
}

/** Share of right answers, 0..1; of none, 0. */
export function accuracy(outcomes: readonly Outcome[]): number {
  return countRight(outcomes) / Math.max(1, outcomes.length);
}

/** What "please check" below a limit of confidence would mean: the share of the texts that are marked, and of the errors among them. */
export function markedBelow(limit: number, outcomes: readonly Outcome[]): { marked: number; caught: number } {
  const below = outcomes.filter(({ confidence }) => confidence < limit);
  const wrong = (some: readonly Outcome[]) => some.length - countRight(some);
  return { marked: below.length / outcomes.length, caught: wrong(outcomes) ? wrong(below) / wrong(outcomes) : 1 };
}

/** The outcomes as tables in Markdown. */
export function reportTables(outcomes: readonly Outcome[]): string {
  const byKind = ({ kind = 'unknown' }: Example) => `kind: ${kind}`;
  const bySet = ({ source, language }: Example) => `${source?.split('/')[1]}, ${language}`;
  return [
    '### Scores',
    table(
      ['', 'texts', 'right', 'share'],
      [bySet, byKind, () => 'all'].flatMap((key) => scoreRows(outcomes, key)),
    ),
    '### Confusion matrix',
    table(['meant \\ answered', ...CATEGORIES], confusionRows(outcomes)),
    '### "Please check" below a limit of confidence',
    table(
      ['limit', 'texts marked', 'errors marked'],
      LIMITS.map((limit) => [String(limit), ...Object.values(markedBelow(limit, outcomes)).map(percent)]),
    ),
  ].join('\n\n');
}

export function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function scoreRows(outcomes: readonly Outcome[], key: (example: Example) => string): string[][] {
  const names = [...new Set(outcomes.map(({ example }) => key(example)))].sort();
  return names.map((name) => {
    const some = outcomes.filter(({ example }) => key(example) === name);
    return [name, String(some.length), String(countRight(some)), percent(accuracy(some))];
  });
}

function confusionRows(outcomes: readonly Outcome[]): string[][] {
  return CATEGORIES.map((meant) => {
    const some = outcomes.filter(({ example }) => example.category === meant);
    return [meant, ...CATEGORIES.map((category) => String(some.filter((o) => o.answered === category).length))];
  });
}

function table(head: string[], rows: string[][]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
