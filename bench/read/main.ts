import { parseArgs } from 'node:util';
import { openClient, withClient } from '#libs/platform/database.js';
import { migrate } from '../../bin/migrate.js';
import { startBenchServers } from '../log/servers.js';
import { toMarkdown } from '../log/rounds.js';
import { machine, whole } from '../table.js';
import { rebuildSpeed, rebuildTable } from './rebuild-speed.js';
import { measurePast, measureSizes } from './sizes.js';

const { values } = parseArgs({
  options: {
    tickets: { type: 'string', default: '10000,100000,1000000' },
    large: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '1.5' },
    clients: { type: 'string', default: '16' },
    rounds: { type: 'string', default: '5' },
    /** Part of the names of the questions to put. */
    only: { type: 'string', default: '' },
    rebuild: { type: 'string', default: '100000' },
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
  const [clients, rounds, seconds] = [values.clients, values.rounds, values.seconds].map(Number) as [
    number,
    number,
    number,
  ];
  const plan = {
    databaseUrl,
    tickets,
    clients,
    rounds,
    seconds,
    only: new RegExp(values.only),
    postgres: servers.postgres.pid,
  };
  for await (const measured of measureSizes(owner, plan, say))
    print(
      `### ${whole(measured.tickets)} tickets, ${whole(measured.bytes / measured.tickets)} bytes of words each\n\n${toMarkdown(measured.rows)}`,
    );
  if (Number(values.rebuild) > 0) {
    say(`seeding ${values.rebuild} tickets, and computing the read models twice`);
    // Beside the rows above, which are of no log, a rebuild would go no further than they seem to stand.
    const url = await servers.database('rebuild');
    await migrate(url);
    await withClient({ connectionString: url }, async (empty) =>
      print(rebuildTable(await rebuildSpeed(empty, url, Number(values.rebuild)))),
    );
    print(`### Of the past\n\n${toMarkdown(await measurePast(url, plan, say))}`);
  }
  await owner.end();
} finally {
  await servers.stop();
}
