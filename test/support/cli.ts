import { spawn } from 'node:child_process';
import type pg from 'pg';
import type { Bus } from '#libs/event-bus/connect.js';
import { readHead as readStreamHead } from '#libs/event-bus/stream.js';
import { readHead } from '#libs/event-log/read.js';
import { readCurrentCheckpoint } from '#libs/read-models/queries/checkpoint.js';
import { projectRoot } from '#libs/platform/project-root.js';

export interface Outcome {
  readonly code: number | null;
  readonly data: string;
  readonly words: string;
}

/** For specs: the command line as people run it, on a database of its own. */
export function helpdesk(
  databaseUrl: string,
  args: readonly string[],
  {
    input = '',
    natsUrl = '',
    env = {},
  }: { readonly input?: string; readonly natsUrl?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<Outcome> {
  const child = spawn(process.execPath, ['bin/helpdesk.js', ...args], {
    cwd: projectRoot,
    env: { ...process.env, NODE_OPTIONS: '', DATABASE_URL: databaseUrl, NATS_URL: natsUrl, ...env },
  });
  let data = '';
  let words = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (data += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (words += chunk));
  // It may have refused before it read anything.
  child.stdin.on('error', () => undefined).end(input);
  return new Promise((resolve) => void child.once('close', (code) => resolve({ code, data, words })));
}

/** For specs: true when log, read models and JetStream stand at a position. */
export async function standsAt(owner: pg.Client, bus: Bus, position: number): Promise<boolean> {
  const stands = [await readHead(owner), await readCurrentCheckpoint(owner)].map((one) => one.position);
  return [...stands, (await readStreamHead(bus))?.lastSeq].every((one) => one === position);
}
