import { readConfig } from '#libs/platform/config.js';
import { sentenceFor } from '#libs/platform/failure.js';
import { Nightly } from './launcher/nightly.js';

/** `node dist/bin/nightly-job.js`: stays and runs each night what is due; for containers. Needs DATABASE_URL of the owner. */
function start(): void {
  const config = readConfig();
  const { DATABASE_URL: databaseUrl } = config;
  if (!databaseUrl) throw new Error('Set DATABASE_URL to the database and its owner.');
  const onLine = (line: string): void => void process.stdout.write(`${line}\n`);
  const nightly = new Nightly({ config, databaseUrl, env: process.env, onLine });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void nightly.stop().then(() => process.exit(0)));
  }
}

try {
  start();
} catch (error) {
  process.stderr.write(`${sentenceFor(error) ?? String(error)}\n`);
  process.exitCode = 1;
}
