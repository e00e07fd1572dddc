// `npm run bench:log -- --help` says what can be asked for.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Command } from 'commander';
import type { RunningApp } from '#libs/local-stack/apps.js';
import { withClient } from '#libs/platform/database.js';
import { projectPath } from '#libs/platform/project-root.js';
import { usedCores } from '../process-times.js';
import { machine, spread, table, whole } from '../table.js';
import { CRUD_TABLE } from './crud.js';
import { httpLoad } from './http-load.js';
import { servePages, type Pages } from './pages.js';
import { OLD, takeTurns, toMarkdown, type Load, type Loads, type Row } from './rounds.js';
import { migrateFor, runIn, startBenchServers, startServer, type Build } from './servers.js';
import type { Delays } from './visible.js';

const PARTS = ['process', 'http', 'visible', 'pages'];
const options = new Command('npm run bench:log --')
  .description('Measures the path of a command, and the pages that show it.')
  .option('--only <parts>', `some of ${PARTS.join(',')}`, PARTS.join(','))
  .option('--against <checkout>', 'a built checkout of another version, measured in turn with this one')
  .option('--rounds <n>', 'how often each load is measured', '5')
  .option('--seconds <n>', 'how long each time', '1')
  .option('--clients <list>', 'how many at once', '1,16,64,256')
  .option('--tickets <n>', 'tickets behind the pages', '20000')
  .parse()
  .opts<Record<'only' | 'rounds' | 'seconds' | 'clients' | 'tickets', string> & { against?: string }>();
const plan = {
  rounds: Number(options.rounds),
  seconds: Number(options.seconds),
  clients: options.clients.split(',').map(Number),
};
const builds: readonly Build[] = [
  { prefix: '', root: projectPath() },
  ...(options.against ? [{ prefix: OLD, root: resolve(options.against) }] : []),
];
const say = (words: string): void => void process.stderr.write(`${words}\n`);
const print = (text: string): void => void process.stdout.write(`${text}\n\n`);

// Nest's own logger would print every command; each build has a Nest of its own.
for (const { root } of builds) {
  const nest = createRequire(join(root, 'package.json')).resolve('@nestjs/common');
  const { Logger } = (await import(pathToFileURL(nest).href)) as typeof import('@nestjs/common');
  Logger.overrideLogger(false);
}
const servers = await startBenchServers();
try {
  print(await describeSystem());
  const run: Record<string, () => Promise<void>> = {
    process: measureInProcess,
    http: measureByHttp,
    visible: measureVisible,
    pages: measurePages,
  };
  for (const part of options.only.split(',')) await run[part]?.();
} finally {
  await servers.stop();
}

async function describeSystem(): Promise<string> {
  const { rows } = await withClient({ connectionString: servers.postgres.url }, (client) =>
    client.query<{ version: string; fsync: string }>(
      `select current_setting('server_version') as version, current_setting('fsync') as fsync`,
    ),
  );
  const system = `${machine()}, PostgreSQL ${rows[0]?.version}, fsync ${rows[0]?.fsync}`;
  return `Measured on ${system}: medians of ${plan.rounds} alternating rounds of ${plan.seconds} s, with the least and the most.`;
}

/** A database that each build has migrated for itself. */
async function databases(name: string): Promise<string[]> {
  const urls: string[] = [];
  for (const build of builds) {
    const url = await servers.database(name);
    migrateFor(build, url);
    urls.push(url);
  }
  return urls;
}

/** A module of the benchmarks, as a build has it. */
async function moduleOf<T>({ root }: Build, file: string): Promise<T> {
  return (await import(pathToFileURL(join(root, 'dist', 'bench', 'log', file)).href)) as T;
}

/** The floor is the same for both builds: it is measured once. */
function named({ prefix }: Build, loads: Loads): Loads {
  const own = Object.entries(loads).filter(([name]) => prefix === '' || name !== 'crud');
  return Object.fromEntries(own.map(([name, load]) => [prefix + name, load]));
}

async function measureInProcess(): Promise<void> {
  const urls = await databases('process');
  const paths = [];
  for (const [index, build] of builds.entries()) {
    const { inProcess } = await moduleOf<typeof import('./in-process.js')>(build, 'in-process.js');
    paths.push(await inProcess(urls[index] ?? ''));
  }
  const loads: Loads = Object.assign({}, ...paths.map((path, index) => named(builds[index] as Build, path.loads)));
  printRows('In process', await takeTurns(loads, plan, () => coresOf({ Node: [process.pid] }), say), 'crud');
  for (const path of paths) await path.close();
}

async function measureByHttp(): Promise<void> {
  const urls = await databases('http');
  const [here = builds[0] as Build] = builds;
  await withClient({ connectionString: urls[0] }, (owner) => owner.query(CRUD_TABLE));
  const crud = await startServer(here, 'bench/log/crud-server.js', { DATABASE_URL: urls[0] });
  const started = await Promise.all(
    builds.map((build, index) =>
      startServer(build, 'apps/command-api/main.js', {
        DATABASE_URL: urls[index],
        COMMAND_API_PORT: '0',
        NATS_URL: '',
      }),
    ),
  );
  const of =
    (url: string): Load =>
    (clients, seconds) =>
      httpLoad(url, clients, seconds);
  const opens = started.map(({ url }, index) => named(builds[index] as Build, { open: of(url) }));
  const loads: Loads = Object.assign({ crud: of(crud.url) }, ...opens);
  const pids = [crud, ...started].map(pidOf);
  const cores = (): Record<string, number> => coresOf({ server: pids, clients: [process.pid] });
  printRows('Through HTTP', await takeTurns(loads, plan, cores, say), 'crud');
  await Promise.all([crud, ...started].map((server) => server.stop()));
}

async function measureVisible(): Promise<void> {
  const seen = builds.map((): Delays[] => []);
  for (let round = 1; round <= plan.rounds; round++) {
    for (const [index, build] of builds.entries()) {
      say(`${build.prefix}from commit to visible, round ${round} of ${plan.rounds}`);
      const nats = await servers.nats();
      if (!nats) return say('nats-server is missing: from commit to visible is not measured');
      const { commitToVisible } = await moduleOf<typeof import('./visible.js')>(build, 'visible.js');
      seen[index]?.push(await commitToVisible(await servers.database('visible'), nats.url, 10));
      await nats.stop();
    }
  }
  const rows = seen.map((rounds, index) => [
    `${builds[index]?.prefix}build`,
    whole(rounds.reduce((sum, { appends }) => sum + appends, 0)),
    ...(['p50', 'p99'] as const).map((part) =>
      spread(
        rounds.map((one) => one[part]),
        1,
      ),
    ),
  ]);
  print(`### From commit to visible, 200 commands a second\n\n${table(['', 'appends', 'p50 ms', 'p99 ms'], rows)}`);
}

/** The old build makes the tickets; the new one gets the very same by an import. */
async function measurePages(): Promise<void> {
  const tickets = Number(options.tickets);
  const file = join(tmpdir(), `helpdesk-bench-${process.pid}.ndjson`);
  const urls = await databases('pages');
  const maker = builds.at(-1) as Build;
  say(`seeding ${tickets} tickets`);
  runIn(maker, ['bin/helpdesk.js', 'seed', '--tickets', options.tickets], { DATABASE_URL: urls.at(-1) });
  const env = { ...process.env, DATABASE_URL: urls.at(-1) };
  const exported = spawnSync(process.execPath, ['bin/helpdesk.js', 'export'], {
    cwd: maker.root,
    env,
    maxBuffer: 2 ** 32,
  });
  writeFileSync(file, exported.stdout);
  for (const [index, build] of builds.entries()) {
    if (build !== maker) runIn(build, ['bin/helpdesk.js', 'import', file], { DATABASE_URL: urls[index] });
  }
  const pages: Pages[] = [];
  for (const [index, build] of builds.entries()) pages.push(await servePages(build, urls[index] ?? '', tickets));
  const loads: Loads = Object.assign({}, ...pages.map((one, index) => named(builds[index] as Build, one.loads)));
  const cores = (): Record<string, number> => coresOf({ server: pages.map(({ server }) => pidOf(server)) });
  printRows(`Pages, ${whole(tickets)} tickets`, await takeTurns(loads, plan, cores, say));
  for (const one of pages) await one.stop();
}

function pidOf({ process: { pid = 0 } }: RunningApp): number {
  return pid;
}

function printRows(title: string, rows: readonly Row[], floor?: string): void {
  print(`### ${title}\n\n${toMarkdown(rows, floor)}`);
}

/** Seconds of a core used so far by PostgreSQL and by the given processes. */
function coresOf(parts: Readonly<Record<string, readonly number[]>>): Record<string, number> {
  return usedCores(parts, servers.postgres.pid);
}
