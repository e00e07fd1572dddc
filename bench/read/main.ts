import { parseArgs } from 'node:util';
import { openClient } from '#libs/platform/database.js';
import { migrate } from '../../bin/migrate.js';
import { startBenchServers } from '../log/servers.js';
import { machine } from '../table.js';
import { rebuildSpeed } from './rebuild-speed.js';
import { measurePast, measureSizes } from './sizes.js';
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
    /** Where the database is kept: `--seconds 0` fills it, a second run measures. */
    folder: { type: 'string' },
  },
});
const say = (words: string): void => void process.stderr.write(`${words}\n`);
const print = (text: string): void => void process.stdout.write(`${text}\n\n`);

const servers = await startBenchServers(values.folder);
const databaseUrl = servers.postgres.url;
try {
  await migrate(databaseUrl);
  const owner = await openClient({ connectionString: databaseUrl });
  const { rows } = await owner.query<{ server_version: string }>('show server_version');
  print(`Measured on ${machine()}, PostgreSQL ${rows[0]?.server_version}.`);
  const tickets = `${values.tickets}${values.large ? ',10000000' : ''}`.split(',').filter(Boolean).map(Number);
  const plan = { databaseUrl, tickets, clients: Number(values.clients), seconds: Number(values.seconds) };
  const answers = await measureSizes(owner, plan, say);
  if (answers.size > 0) print(sizesTable(answers, tickets));
  if (Number(values.rebuild) > 0) {
    say(`seeding ${values.rebuild} tickets, and computing the read models twice`);
    print(rebuildTable(await rebuildSpeed(owner, databaseUrl, Number(values.rebuild))));
    print(pastTable(await measurePast(databaseUrl, plan.seconds)));
  }
  await owner.end();
  if (Number(values['under-load']) > 0) {
    print(underLoadTable(await replayUnderLoad(Number(values['under-load']), Number(values.rate), say)));
  }
} finally {
  await servers.stop();
}
