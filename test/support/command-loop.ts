import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import type pg from 'pg';
import { createPool } from '#libs/platform/database.js';
import type { CommandBody, CommandName } from '#libs/tickets/commands.js';
import type { Caller, CommandRequest } from '../../apps/command-api/commands/request.js';
import { CommandLoop, type CommandLoopOptions } from '../../apps/command-api/commands/command-loop.js';

/** For specs: a command loop with a pool of its own, as another process would have. */
export function aCommandLoop(
  url: string,
  options: Partial<CommandLoopOptions> = {},
): { loop: CommandLoop; pool: pg.Pool; end(): Promise<void> } {
  const pool = createPool({
    connectionString: url,
    options: '-c role=helpdesk_command',
    application_name: 'processor',
    max: 4,
  });
  const categorizer = {
    version: 'spec',
    classify: () => ({ category: 'technical-it' as const, confidence: 1, words: [], categorizerVersion: 'spec' }),
  };
  const loop = new CommandLoop({ db: pool, categorizer, ...options });
  return {
    loop,
    pool,
    async end() {
      await loop.close();
      await pool.end();
    },
  };
}

/** For specs: a command, by a user unless said otherwise. */
export function aCommand<N extends CommandName>(
  type: N,
  ticket: number | string | undefined,
  body: CommandBody<N>,
  caller: Partial<Caller> = {},
): CommandRequest {
  const from: Caller = { role: 'user', correlationId: '0'.repeat(32), ...caller };
  return { type, caller: from, body, ...(ticket === undefined ? {} : { ticket: String(ticket) }) } as CommandRequest;
}

/** For specs: keeps every append waiting until let go. */
export async function holdAppends(owner: pg.Pool): Promise<() => Promise<void>> {
  const client = await owner.connect();
  await client.query('begin; select pg_advisory_xact_lock(7165064646484781)');
  return async () => {
    await client.query('rollback');
    client.release();
  };
}

/** For specs: waits until this many appends stand before the lock. */
export async function appendsWait(owner: pg.Pool, count: number): Promise<void> {
  const text =
    "select count(*)::int as waiting from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())";
  for (const deadline = performance.now() + 20_000; performance.now() < deadline;) {
    const { rows } = await owner.query(text);
    if (rows[0].waiting >= count) return;
  }
  throw new Error('no append waits');
}

/** For specs: a way to PostgreSQL that can lose what comes back. */
export async function aLossyWay(url: string): Promise<{ url: string; loseAnswers(): void; heal(): void; end(): void }> {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  let losing = false;
  const server = createServer((client) => {
    const upstream = connect(Number(target.port || 5432), target.hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
    }
    client.pipe(upstream);
    upstream.on('data', (data) => {
      // The statement was answered, so it is committed; the answer gets lost with the connection.
      if (losing) client.destroy();
      else client.write(data);
    });
    upstream.on('close', () => client.destroy());
    client.on('close', () => upstream.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const way = new URL(url);
  way.hostname = '127.0.0.1';
  way.port = String((server.address() as AddressInfo).port);
  return {
    url: way.href,
    loseAnswers: () => (losing = true),
    heal: () => (losing = false),
    end: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
