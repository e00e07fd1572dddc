import type pg from 'pg';
import { openClient } from '#libs/platform/database.js';
import { readAfter, readHead } from '#libs/event-log/read.js';
import type { Queryable } from '#libs/platform/database.js';
import { randomHistory } from '../../test/reference/history.js';
import { SeededRandom as Random } from '../../bin/random.js';
import type { RawEvent } from '../../test/reference/raw-event.js';
import { World } from '../../test/reference/world.js';
import { readCheckpoint } from './queries/checkpoint.js';
import { listTickets } from './queries/tickets.js';
import {
  currentSchema,
  dropDefinition,
  listComputations,
  listOtherDefinitions,
  pinDefinition,
} from './computations.js';
import { isDefined, migrateReadModels } from './migrate.js';
import { applyBatch } from './project/apply-batch.js';
import { readable } from './project/incoming.js';
import { rebuild } from './rebuild/rebuild.js';
import { DEFINITION, INDEXES, TABLES } from './schema.js';

const PREVIOUS = '0123456789ab';
/** A version that had one schema for all of its read models, with generations in it. */
const OLDEST = 'read_abcdef012345';
const EVENTS = 200;
const ALL = { limit: 200 };

let world: World;
let made: Generator<RawEvent>;
let clients: pg.Client[];
/** A process of the version before, whose tables have another form. */
let previous: pg.Client;

beforeEach(async () => {
  world = await World.create();
  clients = [];
  made = randomHistory(new Random(3), Date.parse('2026-03-27T10:00Z'), []);
  await more(EVENTS);
  await world.owner.query('delete from read_models.definitions');
  const added = `${TABLES} alter table tickets add column lift text default 'north';`;
  await world.owner.query('insert into read_models.definitions (definition, tables, indexes) values ($1, $2, $3)', [
    PREVIOUS,
    added,
    INDEXES,
  ]);
  previous = await connectPrevious();
  await pinDefinition(previous, `read_${PREVIOUS}`);
  await build(connectPrevious);
  await previous.query(`set search_path = ${await currentSchema(previous)}`);
});
afterEach(async () => {
  await Promise.all(clients.map((client) => client.end()));
  await world.close();
});

async function connect(): Promise<pg.Client> {
  const client = await openClient({
    connectionString: world.url,
    options: '-c role=helpdesk_projector',
    pipeline: true,
  });
  return client;
}

/** Its statements name the other definition. */
async function connectPrevious(): Promise<pg.Client> {
  const client = await connect();
  const query = client.query.bind(client) as (statement: unknown, values?: unknown) => Promise<unknown>;
  const there = <T>(given: T): T => (typeof given === 'string' ? (given.replaceAll(DEFINITION, PREVIOUS) as T) : given);
  type Statement = string | { readonly text: string; readonly values?: readonly unknown[] };
  client.query = ((given: Statement, values?: readonly unknown[]) =>
    query(
      typeof given === 'string'
        ? there(given)
        : { ...given, text: there(given.text), values: given.values?.map(there) },
      values?.map(there),
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
  const { position } = await readCheckpoint(previous);
  const { incoming } = readable(await readAfter(world.owner, position, 1_000));
  await applyBatch(previous, incoming, { logId: world.logId });
}

const listed = async (db: Queryable): Promise<unknown> => (await listTickets(db, ALL)).items;

it('builds the new tables beside those of the version before, which go on to be fed and read', async () => {
  expect(await isDefined(world.owner)).toBe(false);
  const positions: number[] = [];
  const done = new AbortController();
  const reader = (async () => {
    while (!done.signal.aborted) positions.push((await listTickets(previous, { limit: 1 })).asOf.position);
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
  expect(await isDefined(world.owner)).toBe(true);
  expect((await readCheckpoint(world.query)).position).toBe(EVENTS + 50);
  expect(await listed(world.query)).toEqual(await listed(previous));
});

it('drops the tables of the version before once those of this one are there and no process uses them', async () => {
  const left = async (): Promise<string[]> => {
    await migrateReadModels(world.url);
    return listOtherDefinitions(world.owner);
  };
  expect(await left()).toEqual([`read_${PREVIOUS}`]);
  await build(connect);
  expect(await left()).toEqual([`read_${PREVIOUS}`]);
  expect(await dropDefinition(world.owner, `read_${PREVIOUS}`)).toBe(false);
  await previous.end();
  expect(await left()).toEqual([]);
  expect(await listed(world.query)).not.toEqual([]);
});

it('keeps them while nothing has taken their place, for a way back', async () => {
  await previous.end();
  await migrateReadModels(world.url);
  expect(await listOtherDefinitions(world.owner)).toEqual([`read_${PREVIOUS}`]);
});

it('drops the schema of a version with generations once no process uses it', async () => {
  await world.owner.query(`create schema ${OLDEST}; create table ${OLDEST}.generations (generation integer)`);
  const process = await connect();
  await pinDefinition(process, OLDEST);
  await migrateReadModels(world.url);
  await build(connect);
  await migrateReadModels(world.url);
  expect(await listOtherDefinitions(world.owner)).toContain(OLDEST);
  await process.end();
  await migrateReadModels(world.url);
  expect(await listOtherDefinitions(world.owner)).not.toContain(OLDEST);
});

it('keeps what readers saw before for ten minutes after a switch', async () => {
  const states = async () => (await listComputations(world.owner)).map(({ state }) => state);
  await migrateReadModels(world.url);
  await build(connect);
  await build(connect);
  expect(await states()).toEqual(['previous', 'current']);
  await world.owner.query("update read_models.computations set since = now() - interval '11 minutes'");
  await build(connect);
  expect(await states()).toEqual(['previous', 'current']);
});

it('lets a reader that heard of no switch go on, and find the new tables when the old ones are dropped', async () => {
  await migrateReadModels(world.url);
  await build(connect);
  const before = await listed(world.query);
  const old = await currentSchema(world.owner);
  await build(connect);
  expect(await listed(world.query)).toEqual(before);
  await world.owner.query('select read_models.drop_computation($1)', [old]);
  expect(await listed(world.query)).toEqual(before);
});
