import { median, type Measured } from './closed-loop.js';

export type Loads = Readonly<Record<string, (clients: number, seconds: number) => Promise<Measured>>>;

/** Medians over the rounds, per load and number of clients. */
export type Table = ReadonlyMap<number, ReadonlyMap<string, Measured>>;

/**
 * Lets the loads take turns, round after round, so that what else the machine does falls on all of them alike.
 * @param onStep told before each of them
 */
export async function takeTurns(
  loads: Loads,
  plan: { readonly clients: readonly number[]; readonly rounds: number; readonly seconds: number },
  onStep: (words: string) => void,
): Promise<Table> {
  const table = new Map<number, Map<string, Measured>>();
  for (const clients of plan.clients) {
    const seen = new Map<string, Measured[]>(Object.keys(loads).map((name) => [name, []]));
    for (let round = 1; round <= plan.rounds; round++) {
      for (const [name, load] of Object.entries(loads)) {
        onStep(`${name}, ${clients} clients, round ${round} of ${plan.rounds}`);
        seen.get(name)?.push(await load(clients, plan.seconds));
      }
    }
    table.set(clients, new Map([...seen].map(([name, measured]) => [name, middle(measured)])));
  }
  return table;
}

function middle(measured: readonly Measured[]): Measured {
  const of = (part: keyof Measured): number => median(measured.map((each) => each[part]));
  return { perSecond: of('perSecond'), p50: of('p50'), p99: of('p99') };
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
