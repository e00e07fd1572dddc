// `npm run bench:log -- --help` says what can be asked for.
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Logger } from '@nestjs/common';
import pg from 'pg';
import { migrateLog } from '#libs/event-log/migrate.js';
import { getNatsServer } from '#libs/local-stack/nats-server.js';
import { startNats } from '#libs/local-stack/nats.js';
import { startPostgres } from '#libs/local-stack/postgres.js';
import { projectPath } from '#libs/platform/project-root.js';
import { freshAndWarm } from './fresh.js';
import { grow } from './growth.js';
import { httpLoad } from './http-load.js';
import { inProcess } from './in-process.js';
import { relaySpeed } from './relay.js';
import { processTimes, secondsOf } from '../process-times.js';
import { costsToMarkdown, takeTurns, toMarkdown, type Table } from './rounds.js';
import { seed } from './seed.js';
import { startServer } from './servers.js';
import { commitToVisible } from './visible.js';

const PARTS = ['process', 'http', 'visible', 'relay', 'fresh', 'growth'] as const;
const { values } = parseArgs({
  options: {
    only: { type: 'string', default: PARTS.join(',') },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '1' },
    clients: { type: 'string', default: '1,16,64,256' },
    events: { type: 'string', default: '100000' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  process.stdout.write(`npm run bench:log -- [options]
  --only <parts>    some of ${PARTS.join(',')}
  --rounds <n>      how often each load of process and http is measured (3)
  --seconds <n>     how long each time (1)
  --clients <list>  how many at once (1,16,64,256)
  --events <n>      how far the log of growth grows (100000; 1000000 takes some ten minutes)\n`);
  process.exit(0);
}
const plan = {
  rounds: Number(values.rounds),
  seconds: Number(values.seconds),
  clients: values.clients.split(',').map(Number),
};
const wanted = new Set(values.only.split(','));
const say = (words: string): void => void process.stderr.write(`${words}\n`);
const print = (text: string): void => void process.stdout.write(`${text}\n\n`);
const whole = (number: number): string => Math.round(number).toLocaleString('en');

// Nest's own logger would print every command.
Logger.overrideLogger(false);
const folder = mkdtempSync(join(realpathSync(tmpdir()), 'helpdesk-bench-'));
// As root PostgreSQL gets another user, who must be able to enter.
chmodSync(folder, 0o711);
const server = await startPostgres({ folder });
const nats = await startStream();
try {
  await tellSystem();
  const url = await database('path');
  await migrateLog(url);
  if (wanted.has('process')) await measureInProcess(url);
  if (wanted.has('http')) await measureByHttp(url);
  if (wanted.has('visible')) await measureVisible();
  if (wanted.has('relay')) await measureRelay();
  if (wanted.has('fresh')) await measureFresh();
  if (wanted.has('growth')) await measureGrowth();
} finally {
  await nats?.stop();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function startStream(): Promise<{ url: string; stop(): Promise<void> } | undefined> {
  const program = await getNatsServer(projectPath('.data'), say);
  if (!program) return undefined;
  const data = join(folder, 'nats');
  mkdirSync(data);
  return startNats({ program, folder: data, open: true });
}

/** An empty database of its own. */
async function database(name: string): Promise<string> {
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  await client.query(`create database bench_${name}`);
  await client.end();
  const url = new URL(server.url);
  url.pathname = `/bench_${name}`;
  return url.href;
}

async function tellSystem(): Promise<void> {
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  const { rows } = await client.query<{ version: string; fsync: string }>(
    `select current_setting('server_version') as version, current_setting('fsync') as fsync`,
  );
  await client.end();
  const system = `${cpus().length} cores (${cpus()[0]?.model}), Node ${process.version}, PostgreSQL ${rows[0]?.version}`;
  print(`Measured on ${system}, fsync ${rows[0]?.fsync}: medians of ${plan.rounds} rounds of ${plan.seconds} s.`);
}

async function measureInProcess(url: string): Promise<void> {
  const path = await inProcess(url);
  printTable('In process', await takeTurns(path.loads, plan, () => coresOf({ Node: [process.pid] }), say));
  await path.close();
}

function printTable(title: string, table: Table): void {
  print(`### ${title}\n\n${toMarkdown(table, 'crud')}\n\nMicroseconds of a core:\n\n${costsToMarkdown(table)}`);
}

/** Seconds of a core used so far by PostgreSQL and by the given processes. */
function coresOf(parts: Readonly<Record<string, readonly number[]>>): Record<string, number> {
  const all = processTimes();
  const used = Object.entries(parts).map(([part, pids]): [string, number] => [
    part,
    pids.reduce((sum, pid) => sum + secondsOf(pid, all, true), 0),
  ]);
  return { ...Object.fromEntries(used), PostgreSQL: secondsOf(server.pid, all) };
}

async function measureByHttp(url: string): Promise<void> {
  const crud = await startServer('bench/log/crud-server.js', { DATABASE_URL: url });
  const commands = await startServer('apps/command-api/main.js', {
    DATABASE_URL: url,
    COMMAND_API_PORT: '0',
    NATS_URL: '',
  });
  const loads = {
    crud: (clients: number, seconds: number) => httpLoad(crud.url, clients, seconds),
    open: (clients: number, seconds: number) => httpLoad(commands.url, clients, seconds),
  };
  const cores = (): Record<string, number> => coresOf({ server: [crud.pid, commands.pid], clients: [process.pid] });
  printTable('Through HTTP', await takeTurns(loads, plan, cores, say));
  await Promise.all([crud.stop(), commands.stop()]);
}

async function measureVisible(): Promise<void> {
  if (!nats) return say('nats-server is missing: from commit to visible is not measured');
  say('from commit to visible');
  const { appends, p50, p99 } = await commitToVisible(await database('visible'), nats.url, 10);
  const line = `| ${whole(appends)} | ${p50.toFixed(1)} | ${p99.toFixed(1)} |`;
  print(
    `### From commit to visible, 200 commands a second\n\n| appends | p50 ms | p99 ms |\n| --: | --: | --: |\n${line}`,
  );
}

async function measureRelay(): Promise<void> {
  if (!nats) return say('nats-server is missing: the relay is not measured');
  say('the relay');
  const url = await database('relay');
  await seed(url, 10_000);
  const { events, bare, relayed } = await relaySpeed(url, nats.url, 40_000, plan.rounds);
  const line = `| ${whole(events)} | ${whole(bare)} | ${whole(relayed)} | **${(relayed / bare).toFixed(2)}** |`;
  print(`### Relay\n\n| events | bare/s | relay/s | ratio |\n| --: | --: | --: | --: |\n${line}`);
}

async function measureFresh(): Promise<void> {
  say('a store that was seeded a moment ago');
  const { seeded, fresh, warm } = await freshAndWarm(await database('fresh'), 2);
  const line = `| ${whole(seeded)} | ${whole(fresh)} | ${whole(warm)} | **${(fresh / warm).toFixed(2)}** |`;
  print(
    `### Freshly seeded, 64 clients\n\n| events | opened/s at once | after some seconds | ratio |\n| --: | --: | --: | --: |\n${line}`,
  );
}

async function measureGrowth(): Promise<void> {
  const grown = await grow(await database('growth'), Number(values.events), say);
  const lines = grown.map(
    ({ events, perSecond, heap, resident }) =>
      `| ${whole(events)} | ${whole(perSecond)} | ${heap.toFixed(0)} | ${resident.toFixed(0)} |`,
  );
  print(
    `### One log, growing, 256 clients\n\n| events | opened/s | heap MB | resident MB |\n| --: | --: | --: | --: |\n${lines.join('\n')}`,
  );
}
