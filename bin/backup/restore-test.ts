import { createHash } from 'node:crypto';
import type pg from 'pg';
import { readAfter, readHead } from '#libs/event-log/read.js';
import { openClient } from '#libs/platform/database.js';
import { withOneHost } from '#libs/platform/database-hosts.js';
import { currentSchema } from '#libs/read-models/computations.js';
import { readCheckpoint } from '#libs/read-models/queries/checkpoint.js';
import { digestTables } from '#libs/read-models/rebuild/compare.js';
import type { LogSource } from '#libs/read-models/rebuild/log-source.js';
import { replayUntil } from '#libs/read-models/rebuild/replay-until.js';
import { ifThere } from '../cli/system.js';
import { migrate } from '../migrate.js';
import { answerLines } from './answers.js';
import { restore } from './restore.js';
import { readBackup, type WrittenBackup } from './write-backup.js';

export interface RestoreTest {
  readonly ok: boolean;
  /** What differs, or how much was compared. */
  readonly words: string;
}

/**
 * Restores a backup into an empty database of the server, verifies all of it, compares where it ends, every stored response and the read models
 * computed from it with the log it was taken from and those in use, and drops the database again.
 * @param serverUrl a user who may create databases
 */
export async function testRestore(owner: pg.Client, serverUrl: string, backup: WrittenBackup): Promise<RestoreTest> {
  const url = new URL((await withOneHost({ connectionString: serverUrl })).connectionString);
  const server = await connect(url.href);
  const name = `${url.pathname.slice(1) || 'helpdesk'}_restore_test`;
  url.pathname = `/${name}`;
  try {
    const database = server.escapeIdentifier(name);
    // One that a killed run left.
    await server.query(`drop database if exists ${database} with (force)`);
    await server.query(`create database ${database} template template0`);
    try {
      await migrate(url.href);
      return await compare(owner, url.href, backup);
    } finally {
      await server.query(`drop database if exists ${database} with (force)`);
    }
  } finally {
    await server.end();
  }
}

async function compare(
  owner: pg.Client,
  url: string,
  { file, logId, position, hash }: WrittenBackup,
): Promise<RestoreTest> {
  const restored = await connect(url);
  try {
    const { ok, bad, events, answers } = await restore(restored, () => [readBackup(file)]);
    if (!ok) return { ok, words: `position ${bad?.position} is not as it was written: ${bad?.reason}` };
    const head = await readHead(restored);
    if (head.position !== position || head.hash.toString('hex') !== hash) {
      return { ok: false, words: `it ends at ${head.position}, the backup at ${position}` };
    }
    const range = { after: 0, until: position };
    const [theirs, ours] = [
      await digest(answerLines(restored, logId, range)),
      await digest(answerLines(owner, logId, range)),
    ];
    if (theirs !== ours) return { ok: false, words: 'its stored responses are not those of the log' };
    const words = `${events} events and ${answers} stored responses are those of the log`;
    const differing = await differingTables(owner, restored, position);
    if (!differing) return { ok, words };
    if (differing.length > 0) return { ok: false, words: `${words}, but not the read models: ${differing.join(', ')}` };
    return { ok, words: `${words}, the read models computed from them those in use` };
  } finally {
    await restored.end();
  }
}

/**
 * The tables of the read models in use that are otherwise when they are computed from the restored log; what came after the backup
 * is read from the log itself. Undefined while there are none to compare with.
 */
async function differingTables(owner: pg.Client, restored: pg.Client, backedUp: number): Promise<string[] | undefined> {
  const current = await ifThere('the read models', () => currentSchema(owner));
  if (!current) return undefined;
  const [{ position, timeZone }, used] = await inSnapshot(owner, async () => [
    await readCheckpoint(owner, current),
    await digestTables(owner, current),
  ]);
  const log: LogSource = {
    readHead: () => readHead(owner),
    readAfter: (after, limit) =>
      after < backedUp ? readAfter(restored, after, Math.min(limit, backedUp - after)) : readAfter(owner, after, limit),
  };
  const schema = 'restored';
  await replayUntil({ owner: restored, log, timeZone: timeZone ?? 'UTC', until: position, schema });
  const computed = await inSnapshot(restored, () => digestTables(restored, schema));
  return [...used].filter(([table, digest]) => computed.get(table) !== digest).map(([table]) => table);
}

async function inSnapshot<T>(client: pg.Client, work: () => Promise<T>): Promise<T> {
  await client.query('begin isolation level repeatable read read only');
  return work().finally(() => client.query('rollback'));
}

async function digest(lines: AsyncIterable<string>): Promise<string> {
  const hash = createHash('sha256');
  for await (const line of lines) hash.update(`${line}\n`);
  return hash.digest('hex');
}

function connect(connectionString: string): Promise<pg.Client> {
  return openClient({ connectionString, application_name: 'helpdesk-restore-test' });
}
