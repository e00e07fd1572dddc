import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { headers } from '@nats-io/transport-node';
import type pg from 'pg';
import { connectBus, type Bus } from '#libs/event-bus/connect.js';
import { republish } from '#libs/event-bus/relay.js';
import { absent, deleteStream, ensureStream, readHead, readMessage, STREAM } from '#libs/event-bus/stream.js';
import { append } from '#libs/event-log/append.js';
import { MessageSource } from '#libs/event-log/message-source.js';
import { readAfter } from '#libs/event-log/read.js';
import { createTestDatabase, startTestNats, type TestDatabase, type TestNats } from '#support/servers.js';
import { until } from '#libs/platform/retry.js';
import { readConfig } from '#libs/platform/config.js';
import { createPool } from '#libs/platform/database.js';
import { toPublished } from '#libs/tickets/published-event.js';
import { toStored } from '#libs/tickets/stored-events.js';
import type { TicketEvent } from '#libs/tickets/events.js';
import { RelayService, type RelayState, type RelayStatus } from './relay.service.js';

let nats: TestNats;
let bus: Bus;
let database: TestDatabase;
let owner: pg.Pool;
let relays: RelayService[];

beforeAll(() => Logger.overrideLogger(false));
// Servers are not shared: what one test does to NATS must not reach the next one.
beforeEach(async () => {
  relays = [];
  [nats, database] = await Promise.all([startTestNats(), createTestDatabase()]);
  bus = await connectBus({ url: nats.url, name: 'spec' });
  owner = createPool({ connectionString: database.url });
});
afterEach(async () => {
  await Promise.all([...relays.map(end), bus.close(), owner.end()]);
  await Promise.all([nats.kill(), database.drop()]);
});

function start(natsUrl = nats.url): RelayService {
  const relay = new RelayService(readConfig({ DATABASE_URL: database.url, NATS_URL: natsUrl }));
  relay.onApplicationBootstrap();
  relays.push(relay);
  return relay;
}

async function end(relay: RelayService): Promise<void> {
  relays = relays.filter((each) => each !== relay);
  await relay.onApplicationShutdown();
}

const message = (text: string): TicketEvent => ({ type: 'MessagePosted', data: { messageId: randomUUID(), text } });

/** Appends events to one new stream. */
async function write(events: readonly TicketEvent[], stream = `ticket-${randomUUID()}`): Promise<string> {
  const commandId = randomUUID();
  const metadata = { role: 'user', commandId, correlationId: 'spec' } as const;
  const [result] = await append(owner, [
    {
      commandId,
      requestHash: randomBytes(32),
      stream,
      expectedVersion: 0,
      response: '{}',
      events: events.map((event) => ({ eventId: randomUUID(), ...toStored(event, metadata) })),
    },
  ]);
  expect(result?.outcome).toBe('appended');
  return stream;
}
const writeMany = (count: number) => write(Array.from({ length: count }, (_, index) => message(`text ${index}`)));

async function copied(position: number): Promise<void> {
  while ((await readHead(bus))?.lastSeq !== position) await sleep(5);
}
async function inState(relay: RelayService, state: RelayState): Promise<void> {
  while ((await relay.status()).state !== state) await sleep(5);
}

/** What a relay says of itself, once it has heard that the stream has a message: that is later than others can read it. */
async function statusAt(relay: RelayService, position: number): Promise<RelayStatus> {
  await inState(relay, 'relaying');
  await until(async () => (await relay.status()).position === position, 20_000);
  return relay.status();
}

/** When the stream was made; undefined while there is none. */
async function created(): Promise<string | undefined> {
  return (await bus.jetstream.streams.info(STREAM).catch(absent))?.created;
}

/**
 * The hash of every event, in the log and in the stream. Not for a stream that may be deleted meanwhile: nats-server
 * 2.9.10 ends with a nil pointer when a message is read from a stream that goes.
 */
async function bothCopies() {
  const log = (await readAfter(owner, 0, 10_000)).map((row) => row.hash.toString('hex'));
  const stream = await Promise.all(log.map(async (_, index) => (await readMessage(bus, index + 1))?.hash));
  return { log, stream };
}

describe('the relay', () => {
  it('copies what is in the log, and what comes', async () => {
    await writeMany(3);
    const relay = start();
    await copied(3);
    await writeMany(400);
    await copied(403);
    const { log, stream } = await bothCopies();
    expect(stream).toEqual(log);
    const status = { state: 'relaying', position: 403, lagEvents: 0, lagSeconds: 0 };
    expect(await statusAt(relay, 403)).toEqual(status);
  });

  it('publishes CloudEvents under a subject that names type and ticket', async () => {
    const stream = await write([message('Hello')]);
    start();
    await copied(1);
    const published = await bus.jetstream.streams.getMessage(STREAM, { seq: 1 });
    const ticketId = stream.slice('ticket-'.length);
    expect(published?.subject).toBe(`helpdesk.events.MessagePosted.${ticketId}`);
    expect(published?.json()).toMatchObject({
      specversion: '1.0',
      type: 'helpdesk.MessagePosted',
      subject: ticketId,
      position: '1',
      streamversion: '1',
      data: { text: 'Hello' },
    });
    expect(published?.header.keys()[0]).toBe('Nats-Msg-Id');
  });

  it('leaves no hole for what is no ticket or does not fit', async () => {
    const misfit = { type: 'StatusChanged', data: { from: 'open', to: 'gone' } } as unknown as TicketEvent;
    await write([message('not a ticket')], 'weather');
    await write([misfit]);
    await write([message('behind it')]);
    start();
    await copied(3);
    const bodies = await Promise.all([1, 2].map((seq) => bus.jetstream.streams.getMessage(STREAM, { seq })));
    expect(bodies[0]?.string()).not.toContain('not a ticket');
    expect(bodies[1]?.json()).toMatchObject({ type: 'helpdesk.StatusChanged', data: { from: 'open', to: 'gone' } });
  });

  it('stops before an event that newer software wrote', async () => {
    await writeMany(2);
    await writeMany(1);
    await owner.query(
      `set session_replication_role = replica; update log.events set type = 'TicketFrozen' where position = 3`,
    );
    const relay = start();
    await inState(relay, 'stopped');
    expect(await relay.status()).toMatchObject({ detail: expect.stringContaining('TicketFrozen is unknown here') });
    expect(await readHead(bus)).toEqual({ lastSeq: 2, missing: [] });
  });

  it('takes turns: one relays, the other is ready to', async () => {
    const first = start();
    await inState(first, 'relaying');
    const second = start();
    await inState(second, 'standby');
    await end(first);
    await writeMany(5);
    await copied(5);
    expect(await statusAt(second, 5)).toMatchObject({ state: 'relaying', position: 5 });
  });

  it('goes on when its lock is taken from it', async () => {
    const relay = start();
    await inState(relay, 'relaying');
    await owner.query(`select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'helpdesk-relay%'
      and datname = current_database()`);
    await writeMany(5);
    await copied(5);
    expect(await statusAt(relay, 5)).toMatchObject({ state: 'relaying', position: 5, lagEvents: 0 });
  });

  it('takes the lock from a session that says nothing', async () => {
    const frozen = createPool({ connectionString: database.url, max: 1 });
    await frozen.query(`set idle_session_timeout = '5s'`);
    await frozen.query('select pg_advisory_lock(7165064646484782)');
    await writeMany(1);
    start();
    await copied(1);
    await frozen.end();
    expect(await readHead(bus)).toEqual({ lastSeq: 1, missing: [] });
  }, 15_000);

  it('makes a deleted stream again', async () => {
    start();
    await writeMany(5);
    await copied(5);
    await deleteStream(bus);
    await writeMany(1);
    await copied(6);
    const { log, stream } = await bothCopies();
    expect(stream).toEqual(log);
  });

  it('notices while idle that somebody replaced the stream, and fills it again', async () => {
    const relay = start();
    await writeMany(5);
    await copied(5);
    const { log } = await bothCopies();
    await deleteStream(bus);
    await ensureStream(bus);
    const forged = Array.from({ length: 5 }, (_, index) =>
      bus.jetstream.jetstream().publish(`helpdesk.events.MessagePosted.x${index}`, 'forged'),
    );
    await Promise.all(forged);
    const forgedAt = await created();
    await until(async () => ((await created()) ?? forgedAt) !== forgedAt, 15_000);
    await copied(5);
    expect((await bothCopies()).stream).toEqual(log);
    await inState(relay, 'relaying');
  });

  it('stops while idle when the stream becomes one of another log', async () => {
    const relay = start();
    await writeMany(2);
    await copied(2);
    const { log } = await bothCopies();
    await deleteStream(bus);
    await ensureStream(bus);
    for (const hash of log) {
      const own = headers();
      own.set('Es-Hash', hash);
      own.set('Es-Log-Id', randomUUID());
      await bus.jetstream.jetstream().publish('helpdesk.events.MessagePosted.x', 'forged', { headers: own });
    }
    await inState(relay, 'stopped');
    expect(await relay.status()).toMatchObject({ detail: expect.stringContaining('of another log') });
  });

  it('logs once why it has stopped, whatever the figures', async () => {
    await writeMany(9);
    const relay = start();
    await copied(9);
    await end(relay);
    await owner.query('set session_replication_role = replica; delete from log.events where position > 6');
    const lines: unknown[] = [];
    const error = jest.spyOn(Logger.prototype, 'error').mockImplementation((line) => void lines.push(line));
    const stopped = start();
    await inState(stopped, 'stopped');
    await writeMany(1);
    await until(async () => (await stopped.status()).detail?.includes('ends at 7') ?? false, 10_000);
    error.mockRestore();
    expect(lines).toHaveLength(1);
  });

  it('stops when the log was restored, until the stream is made again', async () => {
    await writeMany(9);
    const relay = start();
    await copied(9);
    await end(relay);
    await owner.query('set session_replication_role = replica; delete from log.events where position > 6');
    const restored = start();
    await inState(restored, 'stopped');
    expect(await restored.status()).toMatchObject({
      detail: expect.stringMatching(/at event 9, the log ends at 6.*republish/),
    });
    await republish(bus, new MessageSource(owner, toPublished), () => undefined);
    await inState(restored, 'relaying');
    await writeMany(1);
    await copied(7);
    const { log, stream } = await bothCopies();
    expect(stream).toEqual(log);
  });

  it('removes an erased text before it tells of the erasure', async () => {
    const stream = await write([message('secret'), message('secret too')]);
    await writeMany(1);
    start();
    await copied(3);
    await owner.query('select log.erase($1)', [stream]);
    await appendErasure(stream);
    await copied(4);
    expect(await readHead(bus)).toEqual({ lastSeq: 4, missing: [1, 2] });
  });

  it('removes the text of the one event that an erasure names', async () => {
    const stream = await write([message('secret'), message('not secret')]);
    start();
    await copied(2);
    await owner.query('select log.erase($1, 3, 1)', [stream]);
    await appendErasure(stream, 1);
    await copied(3);
    expect(await readHead(bus)).toEqual({ lastSeq: 3, missing: [1] });
  });

  it('is off without NATS', async () => {
    expect(await start('').status()).toMatchObject({ state: 'off', position: null });
  });

  it('waits for NATS that is away from the start', async () => {
    const relay = start('nats://127.0.0.1:1');
    await inState(relay, 'away');
    expect(await relay.status()).toMatchObject({ state: 'away', position: null });
  });
});

async function appendErasure(stream: string, position?: number): Promise<void> {
  const commandId = randomUUID();
  const metadata = { role: 'operator', commandId, correlationId: 'spec' } as const;
  const event: TicketEvent = { type: 'TextErased', data: { reason: 'asked for', position } };
  const events = [{ eventId: randomUUID(), ...toStored(event, metadata) }];
  await append(owner, [
    { commandId, requestHash: randomBytes(32), stream, expectedVersion: 2, response: '{}', events },
  ]);
}
