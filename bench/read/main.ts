import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { migrateLog } from '#libs/event-log/migrate.js';
import { startPostgres } from '#libs/local-stack/postgres.js';
import { migrateReadModels } from '#libs/read-models/migrate.js';
import { measurePast } from './past.js';
import { rebuildSpeed } from './rebuild-speed.js';
import { measureSizes } from './sizes.js';
import { pastTable, rebuildTable, sizesTable, underLoadTable } from './tables.js';
import { replayUnderLoad } from './under-load.js';

const { values } = parseArgs({
  options: {
    tickets: { type: 'string', default: '10000,100000,1000000' },
    large: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '1.5' },
    clients: { type: 'string', default: '16' },
    rebuild: { type: 'string', default: '100000' },
    /** Tickets of a whole system whose read models are rebuilt while commands come in; 0 for none. */
    'under-load': { type: 'string', default: '0' },
    rate: { type: 'string', default: '200' },
    /** Where the database lies, and stays: `--seconds 0` fills it, a second run measures. */
    folder: { type: 'string' },
  },
});
const say = (words: string): void => void process.stderr.write(`${words}\n`);
const print = (text: string): void => void process.stdout.write(`${text}\n\n`);

const folder = values.folder ?? mkdtempSync(join(realpathSync(tmpdir()), 'helpdesk-bench-'));
mkdirSync(folder, { recursive: true });
const server = await startPostgres({ folder });
const connect = async (): Promise<pg.Client> => {
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  return client;
};
try {
  await migrateLog(server.url);
  await migrateReadModels(server.url);
  const owner = await connect();
  const { rows } = await owner.query<{ server_version: string }>('show server_version');
  print(
    `Measured on ${cpus().length} cores (${cpus()[0]?.model}), Node ${process.version}, PostgreSQL ${rows[0]?.server_version}.`,
  );
  const tickets = `${values.tickets}${values.large ? ',10000000' : ''}`.split(',').filter(Boolean).map(Number);
  const plan = { databaseUrl: server.url, tickets, clients: Number(values.clients), seconds: Number(values.seconds) };
  const answers = await measureSizes(owner, plan, say);
  if (answers.size > 0) print(sizesTable(answers, tickets));
  if (Number(values.rebuild) > 0) {
    say(`seeding ${values.rebuild} tickets, and computing the read models twice`);
    print(rebuildTable(await rebuildSpeed(owner, connect, Number(values.rebuild))));
    print(pastTable(await measurePast(server.url, plan.seconds)));
  }
  await owner.end();
  if (Number(values['under-load']) > 0) {
    print(underLoadTable(await replayUnderLoad(Number(values['under-load']), Number(values.rate), say)));
  }
} finally {
  await server.stop();
  if (values.folder === undefined) rmSync(folder, { recursive: true, force: true });
}
