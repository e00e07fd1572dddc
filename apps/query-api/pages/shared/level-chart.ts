import { area } from 'd3-shape';
import { axis, CHART_HEIGHT, columnChart, percent, PLOT, TOP, upright, type Chart, type Column } from './chart.js';

/** More columns than these would be hairlines: areas instead. */
const MOST_COLUMNS = 62;
/** So many places of an area can be pointed at. */
const MOST_PLACES = 120;

/** What stood at some number at each of several moments, in parts: columns if they are few, else areas. */
export function levelChart(levels: readonly Column[], scaleLabel: (value: number) => string): Chart {
  return levels.length > MOST_COLUMNS ? areaChart(levels, scaleLabel) : columnChart(levels, scaleLabel);
}

function areaChart(levels: readonly Column[], scaleLabel: (value: number) => string): Chart {
  const { layers, y, lines } = upright(levels, scaleLabel);
  const span = levels.length - 1;
  const shape = area<readonly [number, number] | number[]>(
    (_, index) => index,
    ([from]) => y(from ?? 0),
    ([, to]) => y(to ?? 0),
  ).digits(1);
  const across = (index: number): number => (100 * Math.min(span, Math.max(0, index))) / span;
  const stride = Math.ceil(levels.length / MOST_PLACES);
  return {
    height: CHART_HEIGHT,
    lines,
    areas: { span, paths: layers.map((layer, part) => ({ part, d: shape(layer) })) },
    // The last moment is the one most asked for: it is never left out.
    columns: levels.flatMap(({ title, href }, index) => {
      if ((span - index) % stride > 0) return [];
      const [left, right] = [across(index - stride / 2), across(index + stride / 2)];
      return [
        {
          title,
          href,
          unfinished: false,
          x: percent(left),
          width: percent(right - left),
          top: TOP,
          full: PLOT,
          bars: [],
          value: '',
          valueX: '',
          valueY: 0,
          minor: false,
        },
      ];
    }),
    labels: axis(levels, (index) => percent(across(index))),
  };
}
