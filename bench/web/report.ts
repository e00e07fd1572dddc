import { APP_NAMES } from '#libs/local-stack/apps.js';
import { percentiles } from '../log/closed-loop.js';
import { machine, table } from '../table.js';
import { PARTS } from './cores.js';
import { throughput, toTable, type Phase } from './load.js';
import type { Sample } from './metrics.js';

/** A machine on which other programs take more than this of one core is not quiet. */
const MOST_OTHERS = 0.15;

export interface Plan {
  readonly tickets: number;
  readonly people: number;
  readonly live: number;
}
export interface Measured {
  readonly most: Phase;
  readonly mostSamples: readonly Sample[];
  readonly half: Phase;
  /** Requests a second at half. */
  readonly pace: number;
  readonly samples: readonly Sample[];
  /** Changes that the live pages got at half. */
  readonly updated: number;
  /** What JetStream holds on disk, in bytes. */
  readonly streamBytes: number;
}

/** What a run showed, as Markdown. */
export function toText(plan: Plan, { most, mostSamples, half, pace, samples, updated, streamBytes }: Measured): string {
  const [limit, tickets] = [throughput(most).toFixed(0), plan.tickets.toLocaleString('en')];
  return [
    `Measured on ${machine()}, with ${tickets} tickets and ${plan.live} live pages; the load comes from the same machine.`,
    `### Flat out: ${plan.people} people, ${limit} requests/s`,
    toTable(most),
    `### Half of that: ${pace} requests/s for ${half.seconds.toFixed(0)} s`,
    toTable(half),
    quietLine(half, samples),
    `Errors: ${most.errors.length} flat out, ${half.errors.length} at half. Live pages got ${updated} updates.`,
    '### What it took of the cores',
    coresTable([
      ['flat out', mostSamples, throughput(most)],
      ['at half', samples, throughput(half)],
    ]),
    '### Over time',
    timeTable(samples),
    `Largest lag seen: projector ${largest(samples, 'projectorLag')}, relay ${largest(samples, 'relayLag')} events.`,
    diskLine(samples.at(-1), streamBytes),
  ].join('\n\n');
}

/** How much of one core each part used, and what a request cost it. */
function coresTable(
  phases: readonly (readonly [name: string, samples: readonly Sample[], perSecond: number])[],
): string {
  const lines = PARTS.map((part) => {
    const cells = phases.flatMap(([, samples, perSecond]) => {
      const [first, last] = [samples[0], samples.at(-1)];
      if (!first || !last || last.at === first.at) return ['-', '-'];
      const used = (last.cores[part] - first.cores[part]) / (last.at - first.at);
      return [used.toFixed(2), ((used / perSecond) * 1_000).toFixed(2)];
    });
    return [part, ...cells];
  });
  const heads = phases.flatMap(([name]) => [`${name}: cores`, 'ms a request']);
  return table(['part', ...heads], lines);
}

/** What people got in those seconds in which hardly anything else ran on the machine, and none ran in the second before. */
function quietLine({ bySecond }: Phase, samples: readonly Sample[]): string {
  const disturbed = samples.flatMap((sample, index) => {
    const before = samples[index - 1];
    if (!before) return [];
    const others = sample.cores['other programs'] - before.cores['other programs'];
    return others / (sample.at - before.at) > MOST_OTHERS ? [{ from: before.at - 1, until: sample.at + 1 }] : [];
  });
  const quiet = bySecond.filter(
    (_, second) => !disturbed.some(({ from, until }) => second + 1 > from && second < until),
  );
  const { p50, p99 } = percentiles(quiet.flat());
  return `In the ${quiet.length} of ${bySecond.length} seconds in which other programs took less than ${MOST_OTHERS} of a core: p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms.`;
}

function timeTable(samples: readonly Sample[]): string {
  const quarters = [0, 1, 2, 3, 4].map((part) => samples[Math.round(((samples.length - 1) * part) / 4)]);
  const lines = quarters.flatMap((one) => {
    if (!one) return [];
    const { at, memory, logPosition, projectorLag, relayLag } = one;
    const cells = [...APP_NAMES.map((name) => memory[name]), logPosition, projectorLag, relayLag];
    return [[at.toFixed(0), ...cells]];
  });
  const heads = [...APP_NAMES.map((name) => `${name} MB`), 'log position', 'lag of projector', 'lag of relay'];
  return table(['second', ...heads], lines);
}

function diskLine(last: Sample | undefined, streamBytes: number): string {
  if (!last) return '';
  const said = (bytes: number): string =>
    `${(bytes / 1e6).toFixed(0)} MB (${Math.round(bytes / last.logPosition)} bytes an event)`;
  return `On disk: ${last.logPosition} events, PostgreSQL ${said(last.database)}, JetStream ${said(streamBytes)}.`;
}

function largest(samples: readonly Sample[], lag: 'projectorLag' | 'relayLag'): number {
  return Math.max(0, ...samples.map((sample) => sample[lag]));
}
