import { scaleBand, scaleLinear } from 'd3-scale';
import { line, stack } from 'd3-shape';

/** Sizes in pixels; what lies across is in percent, so that a chart fits every screen and its words keep their size. */
export const TOP = 22;
export const PLOT = 180;
export const CHART_HEIGHT = TOP + PLOT + 26;
/** Between the parts of a column. */
const GAP = 2;
/** A line of words needs so much. */
const LINE = 16;
/** Beyond so many columns, values stand only in the table. */
const MOST_VALUES = 31;

export interface Column {
  /** Below the column; columns without one stay unnamed. */
  readonly label: string;
  /** Said when pointed at. */
  readonly title: string;
  readonly href: string | undefined;
  /** The parts of the column, from the bottom up. */
  readonly parts: readonly number[];
  /** Where each part leads to, unless to where the column does. */
  readonly hrefs?: readonly (string | undefined)[];
  /** Printed above it. */
  readonly value: string;
  /** Printed within its lowest part, where there is room. */
  readonly inside?: string;
  /** Not complete yet: drawn hatched. */
  readonly unfinished?: boolean;
}

export interface Chart {
  readonly height: number;
  readonly lines: readonly { y: number; textY: number; label: string }[];
  readonly columns: readonly {
    title: string;
    href: string | undefined;
    x: string;
    width: string;
    top: number;
    full: number;
    unfinished: boolean;
    bars: readonly { y: number; height: number; part: number; href: string | undefined }[];
    value: string;
    inside?: string;
    insideY?: number;
    valueX: string;
    valueY: number;
    minor: boolean;
  }[];
  /** Instead of the bars, where there are too many: one path a part, drawn over `span` units from side to side. */
  readonly areas?: { readonly span: number; readonly paths: readonly { part: number; d: string | null }[] };
  /** A path drawn over 100 units from side to side. */
  readonly before?: string | null;
  readonly labels: readonly { x: string; y: number; label: string; minor: boolean }[];
}

/**
 * Columns side by side, each of one or more parts, with a scale of round numbers.
 * @param before what a thin line shows at each column
 */
export function columnChart(
  columns: readonly Column[],
  scaleLabel: (value: number) => string,
  before: readonly number[] = [],
): Chart {
  const { sums, layers, y, lines } = upright(columns, scaleLabel, before);
  const x = scaleBand(columns.keys(), [0, 100]).paddingInner(columns.length > 60 ? 0.1 : 0.25);
  const roomy = columns.length <= (columns.some(({ value }) => value.length > 4) ? 5 : 12);
  const valueStep = columns.length > MOST_VALUES ? 0 : roomy ? 2 : 1;
  const insideHeight = (index: number): number => y(0) - y(layers[0]?.[index]?.[1] ?? 0);
  const middle = (index: number): number => (x(index) ?? 0) + x.bandwidth() / 2;
  const center = (index: number): string => percent(middle(index));
  return {
    height: CHART_HEIGHT,
    lines,
    columns: columns.map(({ title, href, hrefs, value, inside, unfinished = false }, index) => ({
      title,
      href,
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
      inside: valueStep > 0 && insideHeight(index) >= LINE ? inside : '',
      insideY: round(y(layers[0]?.[index]?.[1] ?? 0)) + 12,
      value: valueStep > 0 && sums[index] ? value : '',
      valueX: center(index),
      valueY: round(y(sums[index] ?? 0)) - 5,
      minor: valueStep === 1,
    })),
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

/** What goes up: the parts of each column on each other, and the lines behind them. */
export function upright(
  columns: readonly Column[],
  scaleLabel: (value: number) => string,
  beside: readonly number[] = [],
) {
  const sums = columns.map(({ parts }) => parts.reduce((sum, part) => sum + part, 0));
  const y = scaleLinear([0, Math.max(1, ...sums, ...beside)], [TOP + PLOT, TOP]).nice(4);
  const layers = stack<readonly number[], number>()
    .keys([...(columns[0]?.parts ?? []).keys()])
    .value((parts, part) => parts[part] ?? 0)(columns.map(({ parts }) => parts));
  const lines = y.ticks(4).map((tick) => ({ y: round(y(tick)), textY: round(y(tick)) + 4, label: scaleLabel(tick) }));
  return { sums, layers, y, lines };
}

/** As many of the names as there is room for. */
export function axis(columns: readonly Column[], center: (index: number) => string): Chart['labels'] {
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

export function percent(value: number): string {
  return `${Math.round(value * 1000) / 1000}%`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
