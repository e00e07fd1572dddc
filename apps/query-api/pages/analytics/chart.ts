import { scaleBand, scaleLinear } from 'd3-scale';
import { stack } from 'd3-shape';

/** Sizes in pixels; what lies across is in percent, so that a chart fits every screen and its words keep their size. */
export const TOP = 22;
export const PLOT = 180;
export const CHART_HEIGHT = TOP + PLOT + 26;
/** Between the parts of a column. */
const GAP = 2;
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
  /** Printed above it. */
  readonly value: string;
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
    bars: readonly { y: number; height: number; part: number }[];
    value: string;
    valueX: string;
    valueY: number;
    minor: boolean;
  }[];
  /** Instead of the bars, where there are too many: one path a part, drawn over `span` units from side to side. */
  readonly areas?: { readonly span: number; readonly paths: readonly { part: number; d: string | null }[] };
  readonly labels: readonly { x: string; y: number; label: string; minor: boolean }[];
}

/** Columns side by side, each of one or more parts, with a scale of round numbers. */
export function columnChart(columns: readonly Column[], scaleLabel: (value: number) => string): Chart {
  const { sums, layers, y, lines } = upright(columns, scaleLabel);
  const x = scaleBand(columns.keys(), [0, 100]).paddingInner(columns.length > 60 ? 0.1 : 0.25);
  const roomy = columns.length <= (columns.some(({ value }) => value.length > 4) ? 5 : 12);
  const valueStep = columns.length > MOST_VALUES ? 0 : roomy ? 2 : 1;
  const center = (index: number): string => percent((x(index) ?? 0) + x.bandwidth() / 2);
  return {
    height: CHART_HEIGHT,
    lines,
    columns: columns.map(({ title, href, value, unfinished = false }, index) => ({
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
        };
      }),
      value: valueStep > 0 && sums[index] ? value : '',
      valueX: center(index),
      valueY: round(y(sums[index] ?? 0)) - 5,
      minor: valueStep === 1,
    })),
    labels: axis(columns, center),
  };
}

/** What goes up: the parts of each column on each other, and the lines behind them. */
export function upright(columns: readonly Column[], scaleLabel: (value: number) => string) {
  const sums = columns.map(({ parts }) => parts.reduce((sum, part) => sum + part, 0));
  const y = scaleLinear([0, Math.max(1, ...sums)], [TOP + PLOT, TOP]).nice(4);
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
