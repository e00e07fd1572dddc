import pg from 'pg';
import { readAfter, readHead } from '#libs/event-log/read.js';
import type { Queryable } from '#libs/platform/database.js';
import { randomHistory } from '../../test/oracle/history.js';
import { SeededRandom as Random } from '../../bin/random.js';
import type { RawEvent } from '../../test/oracle/raw-event.js';
import { World } from '../../test/oracle/world.js';
import { readCheckpoint } from './queries/checkpoint.js';
import { listTickets } from './queries/tickets.js';
import { dropFormer, holdSchema, listFormer } from './former.js';
import { migrateReadModels, stateOfSchema } from './migrate.js';
import { applyBatch } from './project/apply-batch.js';
import { readable } from './project/incoming.js';
import { rebuild } from './rebuild/rebuild.js';
import { definition, READ } from './schema.js';

const FORMER = 'read_0123456789ab';
const EVENTS = 200;
const ALL = { limit: 200 };

let world: World;
let made: Generator<RawEvent>;
let clients: pg.Client[];
/** A process of the version before, whose tables have another form and lie in another schema. */
let former: pg.Client;

beforeEach(async () => {
  world = await World.create();
  clients = [];
  made = randomHistory(new Random(3), Date.parse('2026-03-27T10:00Z'), []);
  await more(EVENTS);
  await world.owner.query(`drop schema ${READ} cascade; create schema ${FORMER}`);
  for (const file of ['tables.sql', 'functions.sql'] as const) {
    await world.owner.query(definition(file).replaceAll(READ, FORMER));
  }
  await world.owner.query(`alter table ${FORMER}.tickets add column lift text default 'north'`);
  former = await connectFormer();
  await holdSchema(former, FORMER);
  await build(connectFormer);
});
afterEach(async () => {
  await Promise.all(clients.map((client) => client.end()));
  await world.close();
});

async function connect(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: world.url, options: '-c role=helpdesk_projector' });
  await client.connect();
  return client;
}

/** Its statements name the other schema. */
async function connectFormer(): Promise<pg.Client> {
  const client = await connect();
  const query = client.query.bind(client) as (statement: unknown, values?: unknown) => Promise<unknown>;
  const there = (text: string): string => text.replaceAll(READ, FORMER);
  client.query = ((given: string | { text: string }, values?: unknown) =>
    query(
      typeof given === 'string' ? there(given) : { ...given, text: there(given.text) },
      values,
    )) as typeof client.query;
  clients.push(client);
  return client;
}

function build(connection: () => Promise<pg.Client>): Promise<unknown> {
  const log = {
    readAfter: (after: number, limit: number) => readAfter(world.owner, after, Math.min(limit, 50)),
    readHead: () => readHead(world.owner),
  };
  return rebuild({ connect: connection, log, timeZone: 'Europe/Rome', strict: true, compare: true });
}

async function more(count: number): Promise<void> {
  await world.write(Array.from({ length: count }, () => made.next().value as RawEvent));
}

async function projectFormer(): Promise<void> {
  const { position } = await readCheckpoint(former);
  const { incoming } = readable(await readAfter(world.owner, position, 1_000));
  await applyBatch(former, incoming, { logId: world.logId });
}

const listed = async (db: Queryable): Promise<unknown> => (await listTickets(db, ALL)).items;

it('builds the new tables beside those of the version before, which go on to be fed and read', async () => {
  expect(await stateOfSchema(world.owner)).toBe('missing');
  const positions: number[] = [];
  const done = new AbortController();
  const reader = (async () => {
    while (!done.signal.aborted) positions.push((await listTickets(former, { limit: 1 })).moment.position);
  })();
  await migrateReadModels(world.url);
  const building = build(connect);
  for (let n = 0; n < 5; n++) {
    await more(10);
    await projectFormer();
  }
  await building;
  await world.project(EVENTS);
  await projectFormer();
  done.abort();
  await reader;
  expect(positions).toEqual([...positions].sort((a, b) => a - b));
  expect(await stateOfSchema(world.owner)).toBe('current');
  expect((await readCheckpoint(world.query)).position).toBe(EVENTS + 50);
  expect(await listed(world.query)).toEqual(await listed(former));
});

it('drops the tables of the version before once those of this one are there and no process uses them', async () => {
  const left = async (): Promise<string[]> => {
    await migrateReadModels(world.url);
    return listFormer(world.owner);
  };
  expect(await left()).toEqual([FORMER]);
  await build(connect);
  expect(await left()).toEqual([FORMER]);
  expect(await dropFormer(world.owner, FORMER)).toBe(false);
  await former.end();
  expect(await left()).toEqual([]);
  expect(await listed(world.query)).not.toEqual([]);
});

it('keeps them while nothing has taken their place, for a way back', async () => {
  await former.end();
  await migrateReadModels(world.url);
  expect(await listFormer(world.owner)).toEqual([FORMER]);
});
