import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import type pg from 'pg';
import { append } from '#libs/event-log/append.js';
import { readHead } from '#libs/event-log/read.js';
import { readConfig } from '#libs/platform/config.js';
import { ReadPool } from '#libs/read-models/read-pool.js';
import { readCheckpoint } from '#libs/read-models/queries/checkpoint.js';
import { openTickets } from '#libs/read-models/queries/figures.js';
import { anEvent, aRequest, poolAs } from '#support/event-log.js';
import { World } from '../../test/reference/world.js';
import { ProjectorService } from './projector.service.js';

const WRITERS = 4;
const READERS = 4;
/** So often a figure is asked for while others write. */
const ASKED = 2_000;

let world: World;
let log: pg.Pool;
let read: ReadPool;
let projector: ProjectorService;

beforeAll(async () => {
  Logger.overrideLogger(false);
  world = await World.create('UTC');
  log = poolAs(world.url, 'command', WRITERS);
  read = new ReadPool({ connectionString: world.url, options: '-c role=helpdesk_query', max: READERS });
  projector = new ProjectorService(readConfig({ DATABASE_URL: world.url, HELPDESK_TIME_ZONE: 'UTC' }));
  projector.onModuleInit();
  await open();
  while ((await readCheckpoint(read)).position < 1) await projector.checkDatabase();
});
afterAll(async () => {
  await projector.onModuleDestroy();
  await projector.onApplicationShutdown();
  await Promise.all([log.end(), read.end()]);
  await world.close();
});

const classification = { category: 'technical-it', confidence: 0.9, categorizerVersion: '1' };

async function open(): Promise<void> {
  const event = anEvent({
    type: 'TicketOpened',
    data: JSON.stringify({ number: 0, classification }),
    private: JSON.stringify({ description: 'the printer', words: [] }),
    metadata: JSON.stringify({ role: 'user', commandId: randomUUID(), correlationId: 'c' }),
  });
  await append(log, [aRequest({ stream: `ticket-${randomUUID()}`, events: [event] })]);
}

/** Counts the tickets of the last hour, again and again, until it is told to stop. */
async function count(seen: { count: number; to: Date }[], stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    const { count: opened, to } = await openTickets(read, { last: 1, unit: 'hours' });
    seen.push({ count: opened, to });
  }
}

it('a figure of now stays the same when it is asked for again at its T, whoever writes meanwhile', async () => {
  const stop = new AbortController();
  const seen: { count: number; to: Date }[] = [];
  const write = async (): Promise<void> => {
    while (seen.length < ASKED && !stop.signal.aborted) await open();
  };
  const reading = Promise.all(Array.from({ length: READERS }, () => count(seen, stop.signal)));
  reading.catch(() => stop.abort());
  await Promise.all(Array.from({ length: WRITERS }, write));
  const { position } = await readHead(read);
  while ((await readCheckpoint(read)).position < position) await projector.checkDatabase();
  stop.abort();
  await reading;
  const different: unknown[] = [];
  for (const { count: before, to } of seen) {
    const { count: now } = await openTickets(read, { last: 1, unit: 'hours' }, to);
    if (now !== before) different.push({ before, now, to });
  }
  expect(different).toEqual([]);
});

it('while nothing happens T goes on with the clock', async () => {
  const first = (await openTickets(read, { last: 1, unit: 'hours' })).to;
  let later = first;
  while (later.getTime() - first.getTime() < 1_500) later = (await openTickets(read, { last: 1, unit: 'hours' })).to;
  expect(later.getTime()).toBeLessThan(Date.now());
});

it('T stands still while the read models do not have an event', async () => {
  await projector.onModuleDestroy();
  await open();
  const before = (await openTickets(read, { last: 1, unit: 'hours' })).to;
  await read.query('select pg_sleep(0.05)');
  expect((await openTickets(read, { last: 1, unit: 'hours' })).to).toEqual(before);
});
