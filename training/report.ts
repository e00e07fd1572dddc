import { CATEGORIES } from '#libs/categorizer/categorizer.js';
import { accuracy, confusionOf, markedBelow, type Outcome, scoreOf } from './evaluate.js';

const LIMITS = [0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85];

/** The outcomes as tables in Markdown. */
export function reportTables(outcomes: readonly Outcome[]): string {
  const sets = groupBy(outcomes, ({ example }) => `${example.source?.split('/')[0]}, ${example.language}`);
  const kinds = groupBy(outcomes, ({ example }) => example.kind ?? 'unknown');
  const confusion = confusionOf(outcomes);
  const head = ['', 'texts', 'right', 'share'];
  return [
    '### By set and language',
    table(head, [...sets, scoreRow('all', outcomes)]),
    '### By kind',
    table(head, kinds),
    '### Confusion matrix',
    table(
      ['meant \\ answered', ...CATEGORIES],
      CATEGORIES.map((meant, k) => [meant, ...(confusion[k] as number[]).map(String)]),
    ),
    '### "Please check" below a limit of confidence',
    table(
      ['limit', 'texts marked', 'errors marked'],
      LIMITS.map((limit) => {
        const { marked, caught } = markedBelow(limit, outcomes);
        return [String(limit), percent(marked), percent(caught)];
      }),
    ),
  ].join('\n\n');
}

export function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function groupBy(outcomes: readonly Outcome[], key: (outcome: Outcome) => string): string[][] {
  const names = [...new Set(outcomes.map(key))].sort();
  return names.map((name) =>
    scoreRow(
      name,
      outcomes.filter((outcome) => key(outcome) === name),
    ),
  );
}

function scoreRow(name: string, outcomes: readonly Outcome[]): string[] {
  const { texts, right } = scoreOf(outcomes);
  return [name, String(texts), String(right), percent(accuracy(outcomes))];
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
