import { Command } from 'commander';
import { readHead } from '#libs/event-log/read.js';
import { usedCores } from '../process-times.js';
import { machine, table } from '../table.js';
import { flatOut, steady, throughput, toTable, type Phase } from './load.js';
import { startSystem } from './system.js';
import { LivePages, Visitors } from './visitors.js';

const values = new Command('npm run bench:web --')
  .description('Measures the whole system under people who use its pages, and looks at the invariants afterwards.')
  .option('--tickets <n>', 'tickets in the log', '100000')
  .option('--seconds <n>', 'how long at half of the most', '60')
  .option('--people <n>', 'how many use the pages at once', '32')
  .option('--live <n>', 'pages that stay open and follow', '200')
  .parse()
  .opts<Record<'tickets' | 'seconds' | 'people' | 'live', string>>();
const [tickets, seconds, people, live] = [values.tickets, values.seconds, values.people, values.live].map(Number) as [
  number,
  number,
  number,
  number,
];
const say = (words: string): void => void process.stderr.write(`${words}\n`);
const print = (text: string): void => void process.stdout.write(`${text}\n\n`);

say(`starting with ${tickets} tickets`);
const system = await startSystem(tickets);
try {
  const visitors = new Visitors(system.apps['query-api'].url, tickets, 256);
  const pages = new LivePages();
  const before = (await readHead(system.owner)).position;
  await pages.open(system.apps['query-api'].url, live, before);
  await flatOut(visitors, people, 5);
  say(`${people} people flat out for ${seconds / 2} s`);
  const most = await costed(() => flatOut(visitors, people, seconds / 2));
  const pace = Math.floor(throughput(most.phase) / 2);
  say(`${pace} requests/s for ${seconds} s`);
  const half = await costed(() => steady(visitors, pace, seconds));
  pages.close();
  visitors.close();

  print(
    `Measured on ${machine()}, with ${tickets} tickets and ${live} live pages; the load comes from the same machine.`,
  );
  print(`### Flat out: ${people} people, ${throughput(most.phase).toFixed(0)} requests/s\n\n${toTable(most.phase)}`);
  print(`### Half of that: ${pace} requests/s\n\n${toTable(half.phase)}`);
  const parts = Object.keys(most.cost).map((part) => [part, ms(most.cost[part]), ms(half.cost[part])]);
  print(table(['ms of a core for a request', 'flat out', 'at half'], parts));
  const errors = [...most.phase.errors, ...half.phase.errors];
  for (const error of new Set(errors)) say(error);
  say('looking at the invariants');
  const broken = await system.broken(before, visitors.acknowledged);
  print(
    `Errors: ${errors.length}. Updates of live pages: ${pages.updates}. Broken: ${broken.join('; ') || 'nothing'}.`,
  );
  if (broken.length + errors.length > 0) process.exitCode = 1;
} finally {
  await system.stop();
}

/** What a phase gave, and the seconds of a core that a request cost each part. */
async function costed(run: () => Promise<Phase>): Promise<{ phase: Phase; cost: Record<string, number> }> {
  const apps = Object.entries(system.apps).map(([name, app]) => [name, [app.process.pid ?? 0]]);
  const parts = { ...Object.fromEntries(apps), NATS: [system.pids.nats], visitors: [process.pid] };
  const before = usedCores(parts, system.pids.postgres);
  const phase = await run();
  const requests = throughput(phase) * phase.seconds;
  const used = Object.entries(usedCores(parts, system.pids.postgres));
  return { phase, cost: Object.fromEntries(used.map(([part, now]) => [part, (now - (before[part] ?? 0)) / requests])) };
}

function ms(seconds = 0): string {
  return (seconds * 1_000).toFixed(2);
}
