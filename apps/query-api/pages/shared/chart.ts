import { scaleBand, scaleLinear } from 'd3-scale';
import { line, stack } from 'd3-shape';
import { numberText } from '../../render/times.js';
import type { Locale } from '../../request/locale.js';

/** Sizes in pixels; what lies across is in percent, so that a chart fits every screen and its words keep their size. */
/** Above the columns there is room for what the chosen one says: three lines. */
const TOP = 52;
const PLOT = 220;
const CHART_HEIGHT = TOP + PLOT + 26;
/** Between the parts of a column. */
const GAP = 2;
/** A line of words needs so much. */
const LINE = 16;

export interface Column {
  /** Below the column; columns without one stay unnamed. */
  readonly label: string;
  /** Said when it is pointed at, touched or has the focus. */
  readonly title: string;
  /** Below the title. */
  readonly detail?: string;
  readonly href: string | undefined;
  /** The parts of the column, from the bottom up. */
  readonly parts: readonly number[];
  /** Where each part leads to, unless to where the column does. */
  readonly hrefs?: readonly (string | undefined)[];
  /** Printed above the highest and the last one. */
  readonly value: string;
  /** Printed within its lowest part, where there is room. */
  readonly inside?: string;
  /** Not complete yet: drawn hatched. */
  readonly unfinished?: boolean;
  /** A range drawn over it: from where to where. */
  readonly band?: readonly [number, number];
}

/**
 * Columns side by side, each of one or more parts, with a scale of round numbers.
 * @param before what a thin line shows at each column
 */
export function columnChart(
  columns: readonly Column[],
  scaleLabel: (value: number) => string,
  before: readonly number[] = [],
) {
  const sums = columns.map(({ parts }) => parts.reduce((sum, part) => sum + part, 0));
  const bands = columns.flatMap(({ band }) => band ?? []);
  const y = scaleLinear([0, Math.max(1, ...sums, ...before, ...bands)], [TOP + PLOT, TOP]).nice(4);
  const layers = stack<readonly number[], number>()
    .keys([...(columns[0]?.parts ?? []).keys()])
    .value((parts, part) => parts[part] ?? 0)(columns.map(({ parts }) => parts));
  const x = scaleBand(columns.keys(), [0, 100]).paddingInner(columns.length > 60 ? 0.1 : 0.25);
  const middle = (index: number): number => (x(index) ?? 0) + x.bandwidth() / 2;
  const center = (index: number): string => percent(middle(index));
  const labelled = new Set([sums.indexOf(Math.max(...sums)), sums.length - 1]);
  const entry = columns.findLastIndex(({ href }) => href);
  return {
    height: CHART_HEIGHT,
    lines: y.ticks(4).map((tick) => ({ y: round(y(tick)), textY: round(y(tick)) + 4, label: scaleLabel(tick) })),
    columns: columns.map(({ title, detail, href, hrefs, value, inside, unfinished = false, band }, index) => {
      const base = y(layers[0]?.[index]?.[1] ?? 0);
      return {
        title,
        detail,
        href,
        entry: index === entry,
        unfinished,
        x: percent(x(index) ?? 0),
        width: percent(x.bandwidth()),
        top: TOP,
        full: PLOT,
        bars: layers.map((layer, part) => {
          const [from = 0, to = 0] = layer[index] ?? [];
          const height = y(from) - y(to);
          // However few they are, they stay in sight.
          return {
            y: round(y(to)),
            height: round(from > 0 ? Math.max(height - GAP, Math.min(height, 1)) : height),
            part,
            href: hrefs?.[part] ?? href,
          };
        }),
        ...(band && {
          band: {
            x: percent(middle(index) - x.bandwidth() / 8),
            width: percent(x.bandwidth() / 4),
            y: round(y(band[1])),
            height: round(y(band[0]) - y(band[1])),
          },
        }),
        inside: labelled.has(index) && y(0) - base >= LINE ? inside : '',
        insideY: round(base) + 12,
        value: labelled.has(index) && sums[index] ? value : '',
        valueX: center(index),
        valueY: round(y(Math.max(sums[index] ?? 0, band?.[1] ?? 0))) - 5,
      };
    }),
    labels: axis(columns, center),
    before:
      before.length > 1
        ? line<number>(
            (_, index) => round(middle(index)),
            (value) => round(y(value)),
          )(before)
        : null,
  };
}

export type Chart = ReturnType<typeof columnChart>;

/** Only whole numbers beside the lines. */
export function wholeNumber(locale: Locale): (value: number) => string {
  return (value) => (Number.isInteger(value) ? numberText(value, locale) : '');
}

/** As many of the names as there is room for. */
function axis(columns: readonly Column[], center: (index: number) => string) {
  const named = columns.map(({ label }, index) => ({ label, index })).filter(({ label }) => label !== '');
  const step = Math.ceil(named.length / 8);
  return named.flatMap(({ label, index }, order) =>
    order % step === 0 ? [{ x: center(index), y: CHART_HEIGHT - 6, label, minor: (order / step) % 2 === 1 }] : [],
  );
}

/** Bars below each other, each with its own words. */
export function barWidths(values: readonly number[]): string[] {
  // Room for the number behind the longest bar.
  const x = scaleLinear([0, Math.max(1, ...values)], [0, 90]);
  return values.map((value) => percent(x(value)));
}

function percent(value: number): string {
  return `${Math.round(value * 1000) / 1000}%`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
