// `npm run bench:clicks -- --help` says what can be asked for.
import { resolve } from 'node:path';
import { Command } from 'commander';
import { chromium } from 'playwright-core';
import { projectPath } from '#libs/platform/project-root.js';
import { migrateFor, startBenchServers, startServer, type BenchServers, type Build } from '../log/servers.js';
import { table } from '../table.js';
import { byQueue, closeWithMessage, leftUndone, MORNING, openTickets, stepByStep, type Way } from './morning.js';

const { against } = new Command('npm run bench:clicks --')
  .description('Clicks through the morning of a helpdesk with 30 open tickets, and counts clicks and keys.')
  .option('--against <checkout>', 'a built checkout of another version, which does the same work')
  .parse()
  .opts<{ against?: string }>();

const WAYS: Readonly<Record<string, Way>> = {
  'from the list, each step by itself': stepByStep,
  'from the list, closed with the message': closeWithMessage,
  'from the queue': byQueue,
};
const builds: readonly Build[] = [
  ...(against ? [{ prefix: 'old ', root: resolve(against) }] : []),
  { prefix: '', root: projectPath() },
];

const servers = await startBenchServers();
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
try {
  const rows = [];
  for (const [name, way] of Object.entries(WAYS)) {
    const counts = [];
    for (const build of builds) counts.push(await count(build, way, servers));
    rows.push([name, ...counts.map((one) => one ?? '–')]);
  }
  process.stdout.write(`${table(['clicks and keys', ...builds.map(({ prefix }) => `${prefix}build`)], rows)}\n`);
} finally {
  await browser.close();
  await servers.stop();
}

/** The whole work in a system of its own. @returns undefined where a version has no such way */
async function count(build: Build, way: Way, { database }: BenchServers): Promise<number | undefined> {
  const databaseUrl = await database('clicks');
  migrateFor(build, databaseUrl);
  const env = { DATABASE_URL: databaseUrl, NATS_URL: '', PORT: '0', COMMAND_API_PORT: '0', PROJECTOR_PORT: '0' };
  const command = await startServer(build, 'apps/command-api/main.js', env);
  const projector = await startServer(build, 'apps/analytics-projector/main.js', env);
  const query = await startServer(build, 'apps/query-api/main.js', { ...env, COMMAND_API_URL: command.url });
  const context = await browser.newContext({ baseURL: query.url, locale: 'en-GB' });
  try {
    await context.addCookies(
      Object.entries({ role: 'helpdesk', name: 'Karim' }).map(([name, value]) => ({ name, value, url: query.url })),
    );
    const page = await context.newPage();
    await page.goto('/tickets?status=open');
    if (way === byQueue && !(await page.locator('nav a[href="/queue"]').count())) return undefined;
    const tickets = await openTickets(MORNING, (description) => report(command.url, query.url, description));
    await page.goto('/tickets?status=open');
    const clicks = await way(page, tickets);
    const undone = await leftUndone(query.url, tickets);
    if (undone.length > 0) throw new Error(`not done as it should be: ${undone.join(', ')}`);
    return clicks;
  } finally {
    await context.close();
    for (const server of [query, projector, command]) await server.stop();
  }
}

async function report(commandUrl: string, queryUrl: string, description: string): Promise<number> {
  const response = await fetch(`${commandUrl}/tickets`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Helpdesk-Role': 'user' },
    body: JSON.stringify({ description }),
  });
  const { number, position } = (await response.json()) as { number: number; position: number };
  const headers = { 'Helpdesk-Role': 'helpdesk', 'Helpdesk-Wait-For': String(position) };
  await fetch(`${queryUrl}/api/tickets/${number}`, { headers });
  return number;
}
