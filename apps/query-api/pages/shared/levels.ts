import { CATEGORIES } from '#libs/tickets/events.js';
import { texts } from '../../render/texts.js';
import { numberText } from '../../render/times.js';
import type { Locale } from '../../request/locale.js';
import { columnChart, wholeNumber, type Chart } from './chart.js';
import { listUrl, type ListState } from './list-state.js';

/** How many tickets are not closed, by category: at a moment, or of an age. */
export interface Level {
  readonly name: string;
  /** Below its column. */
  readonly short: string;
  readonly counts: Readonly<Record<string, number>>;
  /** The list of them. */
  readonly list: Partial<ListState>;
}
interface LevelRow {
  readonly name: string;
  readonly total: number;
  readonly url: string | undefined;
  readonly parts: readonly { readonly category: string; readonly count: number; readonly url: string | undefined }[];
}

/** Levels as rows of a table and as columns, each number with its list. */
export function presentLevels(levels: readonly Level[], locale: Locale) {
  const t = texts(locale);
  const rows = levels.map(toRow);
  const counted = (count: number): string => numberText(count, locale);
  const chart: Chart = columnChart(
    rows.map(({ name, total, url, parts }, index) => ({
      label: levels[index]?.short ?? '',
      title: `${name}: ${counted(total)}`,
      detail: parts.map(({ category, count }) => `${t(`category.${category}`)} ${counted(count)}`).join(', '),
      href: url,
      parts: parts.map(({ count }) => count),
      hrefs: parts.map((part) => part.url),
      value: counted(total),
    })),
    wholeNumber(locale),
  );
  return { rows, chart, categories: CATEGORIES.map((category, part) => ({ category, part })) };
}

function toRow({ name, counts, list }: Level): LevelRow {
  const parts = CATEGORIES.map((category) => {
    const count = counts[category] ?? 0;
    return { category, count, url: count > 0 ? listUrl({ ...list, category: [category] }) : undefined };
  });
  const total = parts.reduce((sum, { count }) => sum + count, 0);
  return { name, parts, total, url: total > 0 ? listUrl(list) : undefined };
}
