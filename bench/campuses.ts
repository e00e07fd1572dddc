import { parseArgs } from 'node:util';
import type { RunningApp } from '#libs/local-stack/apps.js';
import { projectRoot } from '#libs/platform/project-root.js';
import { httpLoad } from './log/http-load.js';
import { takeTurns, type Load } from './log/rounds.js';
import { migrateFor, startBenchServers, startServer } from './log/servers.js';
import { usedCores } from './process-times.js';
import { machine, spread, table } from './table.js';

const MOST = 4;
const CLIENTS = 64;

/** `npm run bench:campuses`: commands of one campus, and of several on the same PostgreSQL, each with a command-api and a database. */
async function run(): Promise<void> {
  const { values } = parseArgs({
    options: { rounds: { type: 'string', default: '5' }, seconds: { type: 'string', default: '6' } },
  });
  const plan = { clients: [CLIENTS], rounds: Number(values.rounds), seconds: Number(values.seconds) };
  const servers = await startBenchServers();
  const build = { prefix: '', root: projectRoot };
  const started: RunningApp[] = [];
  try {
    for (let number = 1; number <= MOST; number++) {
      process.env['HELPDESK_CAMPUS'] = `c${number}`;
      const databaseUrl = await servers.database('campus');
      migrateFor(build, databaseUrl);
      const env = { DATABASE_URL: databaseUrl, COMMAND_API_PORT: '0', NATS_URL: '' };
      started.push(await startServer(build, 'apps/command-api/main.js', env));
    }
    /** The same clients, spread over so many campuses. */
    const over =
      (count: number): Load =>
      async (clients, seconds) => {
        const each = started.slice(0, count).map(({ url }) => httpLoad(url, clients / count, seconds));
        const measured = await Promise.all(each);
        const sum = measured.reduce((total, { perSecond }) => total + perSecond, 0);
        return { perSecond: sum, p50: 0, p99: Math.max(...measured.map(({ p99 }) => p99)) };
      };
    const pids = started.map(({ process: { pid = 0 } }) => pid);
    const cores = (): Record<string, number> => usedCores({ commandApi: pids }, servers.postgres.pid);
    const rows = await takeTurns({ 1: over(1), 2: over(2), [MOST]: over(MOST) }, plan, cores, (words) =>
      process.stderr.write(`${words}\n`),
    );
    const lines = rows.map(({ load, rounds }) => [
      load,
      spread(rounds.map(({ perSecond }) => perSecond)),
      spread(rounds.map(({ p99 }) => p99)),
      spread(rounds.map(({ cost }) => cost['commandApi'] ?? 0)),
      spread(rounds.map(({ cost }) => cost['PostgreSQL'] ?? 0)),
    ]);
    const heads = ['campuses', 'commands/s of all', 'p99 ms', 'command-api, µs a command', 'PostgreSQL, µs a command'];
    process.stdout.write(`${machine()}, ${CLIENTS} clients in all\n\n${table(heads, lines)}\n`);
  } finally {
    for (const { stop } of started) await stop();
    await servers.stop();
  }
}

await run();
