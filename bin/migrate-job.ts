import { readConfig, type Config } from '#libs/platform/config.js';
import type { DatabaseUser } from '#libs/platform/database.js';
import { hostsOf } from '#libs/platform/database-hosts.js';
import { sentenceFor } from '#libs/platform/failure.js';
import { allowLogins } from './logins.js';
import { migrate } from './migrate.js';

/** `node dist/bin/migrate-job.js`: before the apps of a new version start. Needs DATABASE_URL; lets the URLs of the apps log in. */
async function run(): Promise<void> {
  const config = readConfig();
  if (!config.DATABASE_URL) throw new Error('Set DATABASE_URL to the database and its owner.');
  await migrate(config.DATABASE_URL);
  await allowLogins(config.DATABASE_URL, passwordsIn(config));
}

function passwordsIn(config: Config): Partial<Record<DatabaseUser, string>> {
  const urls = {
    command: config.DATABASE_URL_COMMAND,
    projector: config.DATABASE_URL_PROJECTOR,
    query: config.DATABASE_URL_QUERY,
    notifier: config.DATABASE_URL_NOTIFIER,
  };
  const given = Object.entries(urls).filter((entry): entry is [DatabaseUser, string] => Boolean(entry[1]));
  return Object.fromEntries(
    given.map(([user, url]) => [user, decodeURIComponent(new URL(hostsOf(url).urls[0]).password)]),
  );
}

run().catch((error: unknown) => {
  process.stderr.write(`${sentenceFor(error) ?? (error instanceof Error ? error.message : String(error))}\n`);
  process.exitCode = 1;
});
