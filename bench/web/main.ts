import { once } from 'node:events';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { startHouse, type House } from './house.js';
import { brokenInvariants } from './invariants.js';
import { LivePages } from './live-pages.js';
import { flatOut, steady, throughput, toTable, type Phase } from './load.js';
import { watch, type Sample } from './metrics.js';
import { Visitors } from './visitors.js';

const { values } = parseArgs({
  options: {
    tickets: { type: 'string', default: '100000' },
    seconds: { type: 'string', default: '60' },
    people: { type: 'string', default: '32' },
    live: { type: 'string', default: '200' },
    // The data stay in this folder, and another run finds its tickets there.
    data: { type: 'string', default: '' },
    // Measures only after Enter, and looks at the invariants after another: on a machine that is shared, when it is quiet.
    wait: { type: 'boolean', default: false },
  },
});
const plan = {
  tickets: Number(values.tickets),
  seconds: Number(values.seconds),
  people: Number(values.people),
  live: Number(values.live),
};
const say = (words: string): void => void process.stderr.write(`${words}\n`);
const print = (text: string): void => void process.stdout.write(`${text}\n\n`);

say(`starting with ${plan.tickets} tickets`);
const house = await startHouse(plan.tickets, values.data);
let broken: string[];
try {
  broken = await measure(house);
} finally {
  await house.stop();
}
if (broken.length > 0) process.exitCode = 1;

async function measure(on: House): Promise<string[]> {
  const { url } = on.apps['query-api'];
  const visitors = new Visitors(url, plan.tickets, 256);
  const pages = new LivePages();
  const before = await positionOf(on);
  await enter('to measure');
  await pages.open(url, plan.live, before);
  await flatOut(visitors, plan.people, 5);

  say(`${plan.people} people flat out for ${plan.seconds / 2} s`);
  const most = await flatOut(visitors, plan.people, plan.seconds / 2);
  const pace = Math.floor(throughput(most) / 2);
  say(`${pace} requests/s for ${plan.seconds} s`);
  const [updates, watching] = [pages.updates, watch(on, 1_000)];
  const half = await steady(visitors, pace, plan.seconds);
  const samples = await watching.stop();
  const updated = pages.updates - updates;
  pages.close();
  visitors.close();

  report({ most, half, pace, samples, updated });
  await enter('to look at the invariants');
  process.stdin.destroy();
  say('looking at the invariants');
  const wrong = await brokenInvariants(on, before, visitors.acknowledged);
  print(`Invariants: ${wrong.length === 0 ? 'all hold' : wrong.join('; ')}.`);
  return [...wrong, ...most.errors, ...half.errors];
}

async function enter(why: string): Promise<void> {
  if (!values.wait) return;
  say(`press Enter ${why}`);
  process.stdin.resume();
  await once(process.stdin, 'data');
  process.stdin.pause();
}

interface Report {
  readonly most: Phase;
  readonly half: Phase;
  readonly pace: number;
  readonly samples: readonly Sample[];
  readonly updated: number;
}

function report({ most, half, pace, samples, updated }: Report): void {
  const cores = cpus();
  print(
    `Measured on ${cores.length} cores (${cores[0]?.model}), Node ${process.version}, with ${plan.tickets.toLocaleString('en')} tickets and ${plan.live} live pages; the load comes from the same machine.`,
  );
  print(`### Flat out: ${plan.people} people, ${throughput(most).toFixed(0)} requests/s\n\n${toTable(most)}`);
  print(`### Half of that: ${pace} requests/s for ${half.seconds.toFixed(0)} s\n\n${toTable(half)}`);
  print(`Errors: ${most.errors.length} flat out, ${half.errors.length} at half. Live pages got ${updated} updates.`);
  for (const error of [...new Set([...most.errors, ...half.errors])].slice(0, 5)) say(error);
  const quarters = [0, 1, 2, 3, 4].map((part) => samples[Math.round(((samples.length - 1) * part) / 4)]);
  const lines = quarters.flatMap((one) => (one ? [sampleLine(one)] : []));
  const worst = { projector: 0, relay: 0 };
  for (const { projectorLag, relayLag } of samples) {
    worst.projector = Math.max(worst.projector, projectorLag);
    worst.relay = Math.max(worst.relay, relayLag);
  }
  print(
    `| second | command-api MB | projector MB | query-api MB | log position | lag of projector | lag of relay |\n| --: | --: | --: | --: | --: | --: | --: |\n${lines.join('\n')}\n\nLargest lag seen: projector ${worst.projector}, relay ${worst.relay} events.`,
  );
}

function sampleLine({ at, memory, logPosition, projectorLag, relayLag }: Sample): string {
  const cells = [memory['command-api'], memory['analytics-projector'], memory['query-api'], logPosition];
  return `| ${at.toFixed(0)} | ${[...cells, projectorLag, relayLag].join(' | ')} |`;
}

async function positionOf({ apps }: House): Promise<number> {
  const answer = await fetch(`${apps['command-api'].url}/health/ready`);
  const { checks } = (await answer.json()) as { checks: { log: { position: number } } };
  return checks.log.position;
}
