import { CATEGORIES } from '../categorizer.js';
import { accuracy, type Evaluation, type Score } from './evaluate.js';

/** The evaluation as tables in Markdown. */
export function reportTables(evaluation: Evaluation): string {
  return [
    '### By language',
    table(
      ['language', 'texts', 'right', 'share'],
      [...scoreRows(evaluation.languages), ...scoreRows({ all: evaluation.all })],
    ),
    '### By kind, English',
    table(['kind', 'texts', 'right', 'share'], scoreRows(evaluation.kinds)),
    '### By kind, other languages',
    table(['kind', 'texts', 'right', 'share'], scoreRows(evaluation.otherKinds)),
    '### Confusion matrix (all languages)',
    table(
      ['meant \\ answered', ...CATEGORIES],
      CATEGORIES.map((meant) => [
        meant,
        ...CATEGORIES.map((answered) => String(evaluation.confusion[meant][answered])),
      ]),
    ),
    '### Confidence (tenths of the texts, the least confident first)',
    table(
      ['confidence', 'texts', 'wrong', 'share right'],
      evaluation.tenths.map((tenth) => [
        `${tenth.from.toFixed(3)} to ${tenth.to.toFixed(3)}`,
        String(tenth.texts),
        String(tenth.texts - tenth.right),
        percent(accuracy(tenth)),
      ]),
    ),
  ].join('\n\n');
}

export function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function scoreRows(scores: Record<string, Score>): string[][] {
  return Object.keys(scores)
    .sort()
    .map((name) => {
      const score = scores[name] as Score;
      return [name, String(score.texts), String(score.right), percent(accuracy(score))];
    });
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
