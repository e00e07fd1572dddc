import './resolve-sources.cjs';
import { chmodSync, mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openClient } from '#libs/platform/database.js';
import { startPostgres, type LocalPostgres } from '#libs/local-stack/postgres.js';
import { SHARED_PAGES } from '#support/pages.js';
import { databaseUrl, TEMPLATE, TEST_POSTGRES } from '#support/servers.js';
import { migrate } from '../../bin/migrate.js';
import { offerSharedPages, type SharedPages } from './shared-pages.js';

declare global {
  var helpdeskTestPostgres: LocalPostgres | undefined;
  var helpdeskSharedPages: SharedPages | undefined;
}

/** One PostgreSQL for the whole run, with one migrated database that every test clones; a browser and a system if asked for. */
export default async function setup(): Promise<void> {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'helpdesk-postgres-'));
  // As root PostgreSQL gets another user, who must be able to enter.
  chmodSync(folder, 0o711);
  const server = await startPostgres({ folder, throwAway: true });
  globalThis.helpdeskTestPostgres = server;
  const client = await openClient({ connectionString: databaseUrl(server.url, 'postgres') });
  await client.query(`create database ${TEMPLATE}`);
  await client.end();
  await migrate(databaseUrl(server.url, TEMPLATE));
  process.env[TEST_POSTGRES] = server.url;
  globalThis.helpdeskSharedPages = await offerSharedPages();
  process.env[SHARED_PAGES] = globalThis.helpdeskSharedPages.url;
}
