import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { migrateLog } from '#libs/event-log/migrate.js';
import { createPool } from '#libs/platform/database.js';
import { startPostgres } from '#libs/local-stack/postgres.js';
import { grow } from './growth.js';
import { httpLoad } from './http-load.js';
import { inProcess } from './in-process.js';
import { takeTurns, toMarkdown } from './rounds.js';
import { startServer } from './servers.js';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '3' },
    events: { type: 'string', default: '1000000' },
    clients: { type: 'string', default: '1,16,64,256' },
  },
});
const plan = {
  rounds: Number(values.rounds),
  seconds: Number(values.seconds),
  clients: values.clients.split(',').map(Number),
};
const say = (words: string): void => void process.stderr.write(`${words}\n`);
const print = (text: string): void => void process.stdout.write(`${text}\n\n`);

const folder = mkdtempSync(join(realpathSync(tmpdir()), 'helpdesk-bench-'));
const server = await startPostgres({ folder });
try {
  const db = createPool({ connectionString: server.url, max: 1 });
  const { rows } = await db.query<{ version: string; fsync: string }>(
    `select current_setting('server_version') as version, current_setting('fsync') as fsync`,
  );
  await db.end();
  await migrateLog(server.url);
  const system = `${cpus().length} cores (${cpus()[0]?.model}), Node ${process.version}, PostgreSQL ${rows[0]?.version}`;
  print(`Measured on ${system}, fsync ${rows[0]?.fsync}: median of ${plan.rounds} rounds of ${plan.seconds} s.`);

  const path = await inProcess(server.url);
  print(`### In process\n\n${toMarkdown(await takeTurns(path.loads, plan, say), 'crud')}`);

  const crud = await startServer('bench/log/crud-server.js', { DATABASE_URL: server.url });
  const commands = await startServer('apps/command-api/main.js', {
    DATABASE_URL: server.url,
    COMMAND_API_PORT: '0',
    NATS_URL: '',
  });
  const byHttp = {
    crud: (clients: number, seconds: number) => httpLoad(crud.url, clients, seconds),
    open: (clients: number, seconds: number) => httpLoad(commands.url, clients, seconds),
  };
  print(`### Through HTTP\n\n${toMarkdown(await takeTurns(byHttp, plan, say), 'crud')}`);
  await Promise.all([crud.stop(), commands.stop()]);

  const grown = await grow(path, server.url, Number(values.events), say);
  const lines = grown.map(
    ({ events, perSecond, heap }) =>
      `| ${events.toLocaleString('en')} | ${Math.round(perSecond).toLocaleString('en')} | ${heap.toFixed(0)} |`,
  );
  print(`### One log, growing\n\n| events | opened/s | heap MB |\n| --: | --: | --: |\n${lines.join('\n')}`);
  await path.close();
} finally {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}
