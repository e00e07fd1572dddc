import { randomBytes } from 'node:crypto';
import { mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openClient } from '#libs/platform/database.js';
import { projectPath } from '#libs/platform/project-root.js';
import { guardFolder } from '#libs/local-stack/guard.js';
import { getNatsServer } from '#libs/local-stack/nats-server.js';
import { startNats, type LocalNats } from '#libs/local-stack/nats.js';

/** Set for the test run by test/setup/global-setup.ts: the owner's URL of the run's PostgreSQL. */
export const TEST_POSTGRES = 'HELPDESK_TEST_POSTGRES';
/** The migrated database that those of the tests are cloned from. */
export const TEMPLATE = 'helpdesk_template';
/** Where what is fetched for tests is kept between runs. */
export const TEST_CACHE = projectPath('test', '.cache');

export interface TestDatabase {
  /** Owner's URL. */
  readonly url: string;
  drop(): Promise<void>;
}

/**
 * A fresh database of the run's PostgreSQL.
 * @param template what it is cloned from; `template0` makes an empty one
 */
export async function createTestDatabase(template = TEMPLATE): Promise<TestDatabase> {
  const server = process.env[TEST_POSTGRES];
  if (!server) throw new Error('This test needs the PostgreSQL of test/setup: run it in the jest project "real".');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await inPostgres(server, `create database ${name} template ${template}`);
  return {
    url: databaseUrl(server, name),
    drop: () => inPostgres(server, `drop database if exists ${name} with (force)`),
  };
}

/** The same server and user, another database. */
export function databaseUrl(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
}

async function inPostgres(server: string, sql: string): Promise<void> {
  const client = await openClient({ connectionString: databaseUrl(server, 'postgres') });
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

export interface TestNats {
  readonly url: string;
  /** JetStream's store and the log of the server lie below it. */
  readonly dataDir: string;
  /** Ends it in good order. */
  stop(): Promise<void>;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
  /** Starts it again on the same port and data, ending it first if it runs. */
  restart(): Promise<void>;
}

/** A nats-server of its own with JetStream, away when the test process is. */
export async function startTestNats(): Promise<TestNats> {
  const program = await getNatsServer(TEST_CACHE, () => undefined);
  if (!program) throw new Error('nats-server is missing: install it with `apt-get install nats-server`.');
  const dataDir = mkdtempSync(join(realpathSync(tmpdir()), 'helpdesk-nats-'));
  guardFolder(dataDir);
  let server: LocalNats | undefined = await startNats({ program, folder: dataDir, open: true });
  const { url, port } = server;
  const end = async (how: 'stop' | 'kill'): Promise<void> => {
    await server?.[how]();
    server = undefined;
  };
  const restart = async (): Promise<void> => {
    await end('stop');
    server = await startNats({ program, folder: dataDir, port, open: true });
    if (server.url !== url) throw new Error(`port ${port} was taken meanwhile`);
  };
  return { url, dataDir, stop: () => end('stop'), kill: () => end('kill'), restart };
}
