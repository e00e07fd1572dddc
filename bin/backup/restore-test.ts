import { createHash } from 'node:crypto';
import type pg from 'pg';
import { readHead } from '#libs/event-log/read.js';
import { openClient } from '#libs/platform/database.js';
import { withOneHost } from '#libs/platform/database-hosts.js';
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
 * Restores a backup into an empty database of the server, verifies all of it, compares where it ends and every stored response with the log it was
 * taken from, and drops the database again.
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
    return { ok, words: `${events} events and ${answers} stored responses are those of the log` };
  } finally {
    await restored.end();
  }
}

async function digest(lines: AsyncIterable<string>): Promise<string> {
  const hash = createHash('sha256');
  for await (const line of lines) hash.update(`${line}\n`);
  return hash.digest('hex');
}

function connect(connectionString: string): Promise<pg.Client> {
  return openClient({ connectionString, application_name: 'helpdesk-restore-test' });
}
