import { median, type Measured } from './closed-loop.js';

export type Loads = Readonly<Record<string, (clients: number, seconds: number) => Promise<Measured>>>;

/** Seconds of a core that each part has used so far, by its name. */
export type Cores = () => Readonly<Record<string, number>>;

/** What a load got, and the microseconds of a core that each part used for a request. */
interface Costed extends Measured {
  readonly cost: Readonly<Record<string, number>>;
}

/** Medians over the rounds, per load and number of clients. */
export type Table = ReadonlyMap<number, ReadonlyMap<string, Costed>>;

/**
 * Lets the loads take turns, round after round, so that what else the machine does falls on all of them alike.
 * @param onStep told before each of them
 */
export async function takeTurns(
  loads: Loads,
  plan: { readonly clients: readonly number[]; readonly rounds: number; readonly seconds: number },
  cores: Cores,
  onStep: (words: string) => void,
): Promise<Table> {
  const table = new Map<number, Map<string, Costed>>();
  for (const clients of plan.clients) {
    const seen = new Map<string, Costed[]>(Object.keys(loads).map((name) => [name, []]));
    for (let round = 1; round <= plan.rounds; round++) {
      for (const [name, load] of Object.entries(loads)) {
        onStep(`${name}, ${clients} clients, round ${round} of ${plan.rounds}`);
        seen.get(name)?.push(await costed(() => load(clients, plan.seconds), cores));
      }
    }
    table.set(clients, new Map([...seen].map(([name, measured]) => [name, middle(measured)])));
  }
  return table;
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

function middle(measured: readonly Costed[]): Costed {
  const of = (part: keyof Measured): number => median(measured.map((each) => each[part]));
  const parts = Object.keys(measured[0]?.cost ?? {});
  const cost = Object.fromEntries(parts.map((part) => [part, median(measured.map((each) => each.cost[part] ?? 0))]));
  return { perSecond: of('perSecond'), p50: of('p50'), p99: of('p99'), cost };
}

/** A table in Markdown: requests a second, p99 in milliseconds, and the ratio to the floor. */
export function toMarkdown(table: Table, floor: string): string {
  const names = [...(table.values().next().value?.keys() ?? [])];
  const heads = names.flatMap((name) => [`${name}/s`, 'p99 ms', ...(name === floor ? [] : ['ratio'])]);
  const rows = [...table].map(([clients, loads]) => {
    const least = loads.get(floor)?.perSecond ?? 1;
    const cells = names.flatMap((name) => {
      const { perSecond = 0, p99 = 0 } = loads.get(name) ?? {};
      const ratio = name === floor ? [] : [`**${(perSecond / least).toFixed(2)}**`];
      return [Math.round(perSecond).toLocaleString('en'), p99.toFixed(1), ...ratio];
    });
    return `| ${[clients, ...cells].join(' | ')} |`;
  });
  return [`| ${['clients', ...heads].join(' | ')} |`, `|${' --: |'.repeat(heads.length + 1)}`, ...rows].join('\n');
}

/** What a request costs each part, in microseconds of a core, and all of them together. */
export function costsToMarkdown(table: Table): string {
  const first = [...(table.values().next().value ?? [])];
  const heads = first.flatMap(([name, { cost }]) =>
    [...Object.keys(cost), 'together'].map((part) => `${name}: ${part}`),
  );
  const rows = [...table].map(([clients, loads]) => {
    const cells = [...loads.values()].flatMap(({ cost }) => {
      const parts = Object.values(cost);
      return [...parts, parts.reduce((sum, part) => sum + part, 0)].map(Math.round);
    });
    return `| ${[clients, ...cells].join(' | ')} |`;
  });
  return [`| ${['clients', ...heads].join(' | ')} |`, `|${' --: |'.repeat(heads.length + 1)}`, ...rows].join('\n');
}
