import { spread, table, whole } from '../table.js';
import { median, type Measured } from './closed-loop.js';

export type Load = (clients: number, seconds: number) => Promise<Measured>;
export type Loads = Readonly<Record<string, Load>>;

/** Seconds of a core that each part has used so far, by its name. */
export type Cores = () => Readonly<Record<string, number>>;

/** What a load got, and the microseconds of a core that each part used for a request. */
interface Costed extends Measured {
  readonly cost: Readonly<Record<string, number>>;
}
export interface Row {
  readonly clients: number;
  readonly load: string;
  /** Round n of every row was measured at about the same time. */
  readonly rounds: readonly Costed[];
}

/** Before the name of a load: the same load on the build that was given by `--against`. */
export const OLD = 'old ';

/**
 * Lets the loads take turns, round after round, so that what else the machine does falls on all of them alike.
 * @param onStep told before each of them
 */
export async function takeTurns(
  loads: Loads,
  plan: { readonly clients: readonly number[]; readonly rounds: number; readonly seconds: number },
  cores: Cores,
  onStep: (words: string) => void,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const clients of plan.clients) {
    const seen = new Map<string, Costed[]>(Object.keys(loads).map((load) => [load, []]));
    for (let round = 1; round <= plan.rounds; round++) {
      for (const [load, run] of Object.entries(loads)) {
        onStep(`${load}, ${clients} clients, round ${round} of ${plan.rounds}`);
        seen.get(load)?.push(await costed(() => run(clients, plan.seconds), cores));
      }
    }
    rows.push(...[...seen].map(([load, rounds]) => ({ clients, load, rounds })));
  }
  return rows;
}

async function costed(load: () => Promise<Measured>, cores: Cores): Promise<Costed> {
  const before = cores();
  const began = performance.now();
  const measured = await load();
  // The warm-up is as costly as the rest.
  const requests = (measured.perSecond * (performance.now() - began)) / 1_000;
  const parts = Object.entries(cores()).map(([part, seconds]) => [
    part,
    ((seconds - (before[part] ?? 0)) * 1e6) / requests,
  ]);
  return { ...measured, cost: Object.fromEntries(parts) as Record<string, number> };
}

/**
 * A table in Markdown: medians over the rounds with their spread, microseconds of a core for a request, and the ratios of
 * rate to the floor, and of rate and cost to the old build, each of them round by round.
 * @param floor the load that the others are compared with, if any
 */
export function toMarkdown(rows: readonly Row[], floor?: string): string {
  const parts = Object.keys(rows[0]?.rounds[0]?.cost ?? {});
  const isOld = rows.some(({ load }) => load.startsWith(OLD));
  const heads = ['load', 'clients', 'a second', 'p50 ms', 'p99 ms', ...parts.map((part) => `${part} us`), 'all us'];
  const ratios = [...(floor ? [`rate to ${floor}`] : []), ...(isOld ? ['rate to old', 'cost to old'] : [])];
  const lines = rows.map((row) => {
    const { clients, load, rounds } = row;
    const costs = parts.map((part) => whole(median(rounds.map(({ cost }) => cost[part] ?? 0))));
    const to = (name: string, value: (one: Costed) => number): string => {
      const other = rows.find((one) => one.clients === clients && one.load === name);
      if (!other || other === row) return '';
      return spread(
        rounds.map((one, round) => value(one) / value(other.rounds[round] ?? one)),
        2,
      );
    };
    const rate = ({ perSecond }: Costed): number => perSecond;
    return [
      load,
      clients,
      spread(rounds.map(rate)),
      median(rounds.map(({ p50 }) => p50)).toFixed(1),
      spread(
        rounds.map(({ p99 }) => p99),
        1,
      ),
      ...costs,
      whole(median(rounds.map(total))),
      ...(floor ? [to(floor, rate)] : []),
      ...(isOld ? [to(OLD + load, rate), to(OLD + load, total)] : []),
    ];
  });
  return table([...heads, ...ratios], lines);
}

function total({ cost }: Costed): number {
  return Object.values(cost).reduce((sum, part) => sum + part, 0);
}
