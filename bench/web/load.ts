import { closedLoop, evenly, percentiles } from '../log/closed-loop.js';
import { table } from '../table.js';
import { MIX, type Kind, type Visitors } from './visitors.js';

/** What people got in one phase. */
export interface Phase {
  readonly seconds: number;
  /** Milliseconds of each request, by what it was. */
  readonly times: ReadonlyMap<Kind, number[]>;
  readonly errors: readonly string[];
}

/** So many people who do the next thing as soon as the last one is done: the most that the system gives. */
export async function flatOut(visitors: Visitors, people: number, seconds: number): Promise<Phase> {
  const recorder = new Recorder();
  await closedLoop(people, seconds, () => recorder.record(visitors, performance.now()), 0);
  return recorder.phase(seconds);
}

/** So many requests a second, whether or not the earlier ones are answered; each is timed from when it was due. */
export async function steady(visitors: Visitors, perSecond: number, seconds: number): Promise<Phase> {
  const recorder = new Recorder();
  const took = await evenly(perSecond, seconds, (due) => recorder.record(visitors, due));
  return recorder.phase(took);
}

class Recorder {
  private readonly times = new Map<Kind, number[]>(Object.keys(MIX).map((kind) => [kind as Kind, []]));
  private readonly errors: string[] = [];

  async record(visitors: Visitors, from: number): Promise<void> {
    const kind = visitors.next();
    try {
      await visitors.act(kind);
      this.times.get(kind)?.push(performance.now() - from);
    } catch (error) {
      this.errors.push(error instanceof Error ? error.message : String(error));
    }
  }

  phase(seconds: number): Phase {
    return { seconds, times: this.times, errors: this.errors };
  }
}

/** Requests in a second, all kinds together. */
export function throughput({ times, seconds }: Phase): number {
  return [...times.values()].reduce((sum, list) => sum + list.length, 0) / seconds;
}

/** A table of what each kind of request took. */
export function toTable(phase: Phase): string {
  const row = (kind: string, share: string, times: readonly number[]): string[] => {
    const { p50, p99 } = percentiles([...times]);
    return [kind, share, String(times.length), p50.toFixed(1), p99.toFixed(1)];
  };
  const rows = [...phase.times].map(([kind, times]) => row(kind, `${MIX[kind]} %`, times));
  const all = row('**all**', '', [...phase.times.values()].flat());
  return table(['request', 'share', 'answered', 'p50 ms', 'p99 ms'], [...rows, all]);
}
