import { once } from 'node:events';
import { Command } from 'commander';
import { readHead } from '#libs/event-log/read.js';
import { startSystem, type System } from './system.js';
import { brokenInvariants } from './invariants.js';
import { LivePages } from './live-pages.js';
import { flatOut, steady, throughput } from './load.js';
import { watch } from './metrics.js';
import { toText } from './report.js';
import { Visitors } from './visitors.js';

const values = new Command('npm run bench:web --')
  .description('Measures the whole system under people who use its pages, and looks at the invariants afterwards.')
  .option('--tickets <n>', 'tickets in the log', '100000')
  .option('--seconds <n>', 'how long at half of the most', '60')
  .option('--people <n>', 'how many use the pages at once', '32')
  .option('--live <n>', 'pages that stay open and follow', '200')
  .option('--data <folder>', 'keep the data there, for another run to find its tickets')
  .option('--wait', 'measure, and look at the invariants, only after Enter: for a machine that is shared', false)
  .parse()
  .opts<Record<'tickets' | 'seconds' | 'people' | 'live', string> & { data?: string; wait: boolean }>();
const plan = {
  tickets: Number(values.tickets),
  seconds: Number(values.seconds),
  people: Number(values.people),
  live: Number(values.live),
};
const say = (words: string): void => void process.stderr.write(`${words}\n`);
const print = (text: string): void => void process.stdout.write(`${text}\n\n`);

say(`starting with ${plan.tickets} tickets`);
const system = await startSystem(plan.tickets, values.data);
let broken: string[];
try {
  broken = await measure(system);
} finally {
  await system.stop();
}
if (broken.length > 0) process.exitCode = 1;

async function measure(on: System): Promise<string[]> {
  const { url } = on.apps['query-api'];
  const visitors = new Visitors(url, plan.tickets, 256);
  const pages = new LivePages();
  const before = (await readHead(on.owner)).position;
  await enter('to measure');
  await pages.open(url, plan.live, before);
  await flatOut(visitors, plan.people, 5);

  say(`${plan.people} people flat out for ${plan.seconds / 2} s`);
  const watchingMost = watch(on, 1_000);
  const most = await flatOut(visitors, plan.people, plan.seconds / 2);
  const mostSamples = await watchingMost.stop();
  const pace = Math.floor(throughput(most) / 2);
  say(`${pace} requests/s for ${plan.seconds} s`);
  const [updates, watching] = [pages.updates, watch(on, 1_000)];
  const half = await steady(visitors, pace, plan.seconds);
  const samples = await watching.stop();
  const updated = pages.updates - updates;
  pages.close();
  visitors.close();

  for (const error of [...new Set([...most.errors, ...half.errors])].slice(0, 5)) say(error);
  const streamBytes = on.streamBytes();
  print(toText(plan, { most, mostSamples, half, pace, samples, updated, streamBytes }));
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
