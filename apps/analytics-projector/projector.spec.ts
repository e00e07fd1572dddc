import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { readConfig } from '#libs/platform/config.js';
import { currentSchema } from '#libs/read-models/computations.js';
import { readCurrentCheckpoint } from '#libs/read-models/queries/checkpoint.js';
import { listTickets } from '#libs/read-models/queries/tickets.js';
import { randomHistory } from '../../test/reference/history.js';
import { SeededRandom as Random } from '../../bin/random.js';
import type { RawEvent } from '../../test/reference/raw-event.js';
import { World } from '../../test/reference/world.js';
import { ProjectorService } from './projector.service.js';

let world: World;
let projectors: ProjectorService[];
let made: Generator<RawEvent>;

beforeAll(() => Logger.overrideLogger(false));
beforeEach(async () => {
  world = await World.create();
  projectors = [];
  made = randomHistory(new Random(3), Date.parse('2026-03-27T10:00Z'), []);
});
afterEach(async () => {
  await Promise.all(projectors.map(end));
  await world.close();
});

function start(env: NodeJS.ProcessEnv = {}): ProjectorService {
  const config = readConfig({ DATABASE_URL: world.url, HELPDESK_TIME_ZONE: 'Europe/Rome', ...env });
  const projector = new ProjectorService(config);
  projector.onModuleInit();
  projectors.push(projector);
  return projector;
}

async function end(projector: ProjectorService): Promise<void> {
  projectors = projectors.filter((one) => one !== projector);
  await projector.onModuleDestroy();
  await projector.onApplicationShutdown();
}

/** Waits until it is so, for twenty seconds at most. */
async function until(what: () => boolean | Promise<boolean>): Promise<void> {
  const late = Date.now() + 20_000;
  while (!(await what())) {
    if (Date.now() > late) throw new Error(`still not so: ${what.toString()}`);
    await sleep(10);
  }
}
const reached = (position: number): Promise<void> =>
  until(async () => (await readCurrentCheckpoint(world.owner)).position === position);
const write = (count: number): Promise<void> =>
  world.write(Array.from({ length: count }, () => made.next().value as RawEvent));
it('builds the read models from the log when there are none, then follows every append', async () => {
  await write(30);
  const projector = start();
  await reached(30);
  await until(() => projector.state.doing === 'following');
  await write(5);
  await world.announce();
  await reached(35);
  // The process hears of its commit later than others can read it.
  await until(() => projector.position === 35);
  expect(projector.position).toBe(35);
});

it('does not walk through tables that have grown since its plans were made', async () => {
  await write(5);
  const projector = start();
  await until(() => projector.state.doing === 'following');
  const events = 160;
  for (let position = 6; position <= events; position++) {
    await write(1);
    await world.announce();
    await reached(position);
  }
  // A session that ends has told all that it did.
  await end(projector);
  const { rows } = await world.owner.query<{ walked: number }>(
    `select sum(seq_tup_read + idx_tup_fetch)::int as walked from pg_stat_user_tables where relname ~ '^(tickets|texts|items)_'`,
  );
  expect(rows[0]?.walked).toBeLessThan(6 * events);
});

it('has statements planned again when the tables have grown', async () => {
  const analyzed = async (): Promise<number> => {
    const { rows } = await world.owner.query<{ times: number }>(
      `select analyze_count::int as times from pg_stat_user_tables where relname = 'tickets' order by 1 desc limit 1`,
    );
    return rows[0]?.times ?? 0;
  };
  await write(5);
  const projector = start();
  await until(() => projector.state.doing === 'following');
  const before = await analyzed();
  await write(600);
  await world.announce();
  await reached(605);
  await until(async () => (await analyzed()) > before);
  expect(await analyzed()).toBeGreaterThan(before);
});

it('stops at an event of an unknown type, having applied all before it, and says why', async () => {
  await write(5);
  const strange = {
    ...(made.next().value as RawEvent),
    stream: 'ticket-strange',
    type: 'TicketTeleported',
    version: 1,
  };
  await world.write([strange]);
  await world.project(0).catch(() => undefined);
  const projector = start();
  await until(() => projector.state.doing === 'stopped');
  expect(projector.state.reason).toContain('event 6 cannot be read: its type TicketTeleported is unknown here');
});

it('applies what comes before an unknown type while following', async () => {
  const projector = start();
  await until(() => projector.state.doing === 'following');
  await write(4);
  await world.write([
    { ...(made.next().value as RawEvent), stream: 'ticket-strange', type: 'TicketTeleported', version: 1 },
  ]);
  await world.announce();
  await until(() => projector.state.doing === 'stopped');
  expect((await readCurrentCheckpoint(world.owner)).position).toBe(4);
  await until(async () => (await readCurrentCheckpoint(world.owner)).stopped?.includes('TicketTeleported') ?? false);
});

it('lets one of two work, and the other take over', async () => {
  const first = start();
  await until(() => first.state.doing === 'following');
  const second = start();
  await until(() => second.state.doing === 'standing by');
  await write(3);
  await world.announce();
  await reached(3);
  expect(second.state.doing).toBe('standing by');
  await end(first);
  await write(3);
  await until(() => second.state.doing === 'following');
  await reached(6);
});

it('comes back after its connections were cut', async () => {
  const projector = start();
  await until(() => projector.state.doing === 'following');
  await world.owner.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'helpdesk-projector' and datname = current_database()",
  );
  await write(4);
  await reached(4);
  await until(() => projector.state.doing === 'following');
  expect((await readCurrentCheckpoint(world.owner)).position).toBe(4);
});

it('builds again for another time zone', async () => {
  await write(20);
  const first = start();
  await reached(20);
  await end(first);
  start({ HELPDESK_TIME_ZONE: 'Asia/Kathmandu' });
  await until(async () => (await readCurrentCheckpoint(world.owner)).timeZone === 'Asia/Kathmandu');
  expect((await readCurrentCheckpoint(world.owner)).position).toBe(20);
});

it('builds again when the log was restored to an earlier state', async () => {
  await write(20);
  const first = start();
  await reached(20);
  await end(first);
  await world.owner.query('alter table log.events disable trigger user');
  await world.owner.query('delete from log.events where position > 12');
  await world.owner.query('alter table log.events enable trigger user');
  start();
  await reached(12);
  world.query.follow((await currentSchema(world.owner)) as string);
  expect((await listTickets(world.query, {})).asOf.position).toBe(12);
});

it('finds an event whose notification was lost', async () => {
  const projector = start();
  await until(() => projector.state.doing === 'following');
  await write(3);
  await reached(3);
  await until(() => projector.position === 3);
  expect(projector.position).toBe(3);
});

it('leaves a millisecond for later in which there is an event that it cannot read', async () => {
  const projector = start();
  await until(() => projector.state.doing === 'following');
  await write(3);
  const [known, strange] = [made.next().value as RawEvent, made.next().value as RawEvent];
  const recordedAt = new Date(known.recordedAt.getTime() + 1_000);
  await world.write([
    { ...known, recordedAt },
    { ...strange, recordedAt, stream: 'ticket-strange', type: 'TicketTeleported', version: 1 },
  ]);
  await world.announce();
  await until(() => projector.state.doing === 'stopped');
  expect((await readCurrentCheckpoint(world.owner)).position).toBe(3);
});
