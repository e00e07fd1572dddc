import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { append } from '#libs/event-log/append.js';
import { importEvents } from '#libs/event-log/import-events.js';
import { startApp, type RunningApp } from '#libs/local-stack/apps.js';
import { createTestDatabase, type TestDatabase } from '#support/servers.js';
import { createPool, DATABASE_ROLES, openClient } from '#libs/platform/database.js';
import { projectRoot } from '#libs/platform/project-root.js';
import type { TicketEvent } from '#libs/tickets/events.js';
import { TICKET_STREAM, toStored } from '#libs/tickets/stored-events.js';

const long = Boolean(process.env['RUN_LONG']);
const EVENTS = long ? 100_000 : 6_000;
/** Half of them are there before, half are written while others read. */
const BEFORE = EVENTS / 2;
const TICKETS = 100;
/** Long texts: what was kept of them in memory would show. */
const TEXT = 'The soup was cold again. '.repeat(100);
/** With so small a heap (in MiB) garbage does not pass for growth; half of the texts of a long run, in bytes, would. */
const NODE_OPTIONS = '--max-old-space-size=96';
const GROWTH = 125e6;

describe(`the log as a feed, while ${EVENTS} events are written`, () => {
  let database: TestDatabase;
  let query: RunningApp;
  const streams = Array.from({ length: TICKETS }, () => TICKET_STREAM + randomUUID());

  beforeAll(async () => {
    database = await createTestDatabase();
    const owner = await openClient({ connectionString: database.url });
    for (let done = 0; done < BEFORE; done += 1_000) {
      await importEvents(owner, [
        Array.from({ length: 1_000 }, (_, index) => {
          const stream = streams[index % TICKETS] ?? '';
          const version = Math.floor((done + index) / TICKETS) + 1;
          return { stream, version, recordedAt: new Date(Date.now() - 1_000), ...event(version, index + 1) };
        }),
      ]);
    }
    await owner.end();
    const env = { NODE_ENV: 'production', NODE_OPTIONS, PORT: '0', NATS_URL: '', DATABASE_URL: database.url };
    query = await startApp('query-api', { ...process.env, ...env });
  }, 120_000);
  afterAll(async () => {
    await query.stop();
    await database.drop();
  });

  function event(version: number, number: number) {
    const classification = {
      category: 'services-complaints' as const,
      confidence: 1,
      words: [],
      categorizerVersion: 'test',
    };
    const said: TicketEvent =
      version === 1
        ? { type: 'TicketOpened', data: { number, description: TEXT, classification } }
        : { type: 'MessagePosted', data: { messageId: randomUUID(), text: TEXT } };
    const metadata = { role: 'user', commandId: randomUUID(), correlationId: 'a'.repeat(32) } as const;
    return { eventId: randomUUID(), ...toStored(said, metadata) };
  }

  /** Several writers at once, until all events are there. */
  async function write(): Promise<void> {
    const pool = createPool({ connectionString: database.url, options: `-c role=${DATABASE_ROLES.command}`, max: 4 });
    const share = TICKETS / 4;
    const writer = async (own: readonly string[]): Promise<void> => {
      for (let version = BEFORE / TICKETS; version < EVENTS / TICKETS; version++) {
        const requests = own.map((stream) => ({
          commandId: randomUUID(),
          requestHash: Buffer.alloc(32),
          stream,
          expectedVersion: version,
          response: '{}',
          events: [event(version + 1, 0)],
        }));
        await append(pool, requests);
      }
    };
    await Promise.all([0, 1, 2, 3].map((n) => writer(streams.slice(n * share, (n + 1) * share))));
    await pool.end();
  }

  /** Positions of `GET /api/events`, cut off in the middle and gone on with. */
  async function follow(): Promise<number[]> {
    const positions: number[] = [];
    for (const limit of [Math.round(EVENTS * 0.6), undefined]) {
      const after = positions.at(-1) ?? 0;
      const headers = { 'helpdesk-role': 'helpdesk' };
      const url = `${query.url}/api/events?after=${after}&wait=60&limit=${EVENTS - after}`;
      const { body } = await fetch(url, { headers });
      // A reader that is busy with something else at first: what is sent meanwhile must not pile up in the server.
      await sleep(500);
      const input = Readable.fromWeb(body as never);
      for await (const line of createInterface({ input })) {
        positions.push(positionOf(line));
        if (positions.length === limit) break;
      }
      input.destroy();
    }
    return positions;
  }

  /** Positions of `helpdesk export --after`, again and again until the end is reached. */
  async function exportAll(note: (pid: number) => void): Promise<number[]> {
    const positions: number[] = [];
    while (positions.length < EVENTS) {
      const args = ['bin/helpdesk.js', 'export', '--after', String(positions.at(-1) ?? 0)];
      const env = { ...process.env, NODE_OPTIONS, DATABASE_URL: database.url, NATS_URL: '' };
      const child = spawn(process.execPath, args, { cwd: projectRoot, env, stdio: ['ignore', 'pipe', 'inherit'] });
      const ended = once(child, 'close');
      for await (const line of createInterface({ input: child.stdout })) {
        positions.push(positionOf(line));
        if (positions.length % 1_000 === 0 && child.pid) note(child.pid);
      }
      expect(await ended).toEqual([0, null]);
    }
    return positions;
  }

  function positionOf(line: string): number {
    return Number((JSON.parse(line) as { position: string }).position);
  }

  it('has no gap and no repeat, by HTTP and from the command line, in constant memory', async () => {
    const server = new Memory(query.process.pid);
    const command = new Memory(undefined);
    const watching = setInterval(() => server.look(), 50);
    const [served, exported] = await Promise.all([follow(), exportAll((pid) => command.look(pid)), write()]);
    clearInterval(watching);
    const all = Array.from({ length: EVENTS }, (_, index) => index + 1);
    expect(served).toEqual(all);
    expect(exported).toEqual(all);
    expect(server.growth).toBeLessThan(GROWTH);
    expect(command.growth).toBeLessThan(GROWTH);
    process.stderr.write(
      `${EVENTS} events of ${TEXT.length} characters: query-api grew by ${(server.growth / 1e6).toFixed(0)} MB, export by ${(command.growth / 1e6).toFixed(0)} MB\n`,
    );
  }, 280_000);
});

/** How much resident memory a process has taken beyond what it had when first looked at, in bytes. */
class Memory {
  private first = 0;
  private most = 0;
  constructor(private readonly pid: number | undefined) {}

  look(pid = this.pid): void {
    const [, kilobytes] = /VmRSS:\s+(\d+) kB/.exec(statusOf(pid)) ?? [];
    const bytes = Number(kilobytes ?? 0) * 1024;
    this.first ||= bytes;
    this.most = Math.max(this.most, bytes);
  }

  get growth(): number {
    return this.most - this.first;
  }
}

function statusOf(pid: number | undefined): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return '';
  }
}
