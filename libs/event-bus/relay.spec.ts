import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startTestNats, type TestNats } from '#support/servers.js';
import { connectBus, type Bus } from './connect.js';
import { DivergedError } from './position-check.js';
import { ResyncError } from './publish.js';
import { relay, republish } from './relay.js';
import { deleteStream, ensureStream, readHead, readMessage, STREAM } from './stream.js';
import { SpecLog } from '#support/log-source.js';

let nats: TestNats;
let bus: Bus;
// Not shared: what one test does to NATS must not reach the next one.
beforeEach(async () => {
  nats = await startTestNats();
  bus = await connectBus({ url: nats.url, name: 'spec' });
});
afterEach(async () => {
  await bus.close();
  await nats.kill();
});

/** Relays what the log holds now. */
async function relayAll(log: SpecLog): Promise<void> {
  await relay({ bus, source: log, onPosition: () => undefined, more: async (at) => at < log.length });
}

/** The hash of each message by its sequence, undefined where there is none. */
async function hashesInStream(): Promise<(string | undefined)[]> {
  const { lastSeq } = await ensureStream(bus);
  return Promise.all(Array.from({ length: lastSeq }, async (_, index) => (await readMessage(bus, index + 1))?.hash));
}

function hashesOf(log: SpecLog): (string | undefined)[] {
  return Array.from({ length: log.length }, (_, i) => (log.erased.has(i + 1) ? undefined : `${log.logId}-${i + 1}`));
}

describe('a relay', () => {
  it('copies the log position for position', async () => {
    const log = new SpecLog('a', 600);
    await relayAll(log);
    expect(await hashesInStream()).toEqual(hashesOf(log));
  });

  it('goes on behind what is there', async () => {
    const log = new SpecLog('a', 10);
    await relayAll(log);
    log.length = 25;
    await relayAll(log);
    expect(await hashesInStream()).toEqual(hashesOf(log));
  });

  it('does no harm when two run at once', async () => {
    const log = new SpecLog('a', 3_000);
    const second = await connectBus({ url: nats.url, name: 'second' });
    const until = async (mine: Bus): Promise<void> => {
      const more = async (at: number) => at < log.length;
      await relay({ bus: mine, source: log, onPosition: () => undefined, more }).catch((error: Error) => {
        if (!(error instanceof ResyncError)) throw error;
        return until(mine);
      });
    };
    await Promise.all([until(bus), until(second)]);
    await second.close();
    expect(await hashesInStream()).toEqual(hashesOf(log));
  });

  it('fills a purged stream again', async () => {
    const log = new SpecLog('a', 20);
    const settings = { name: STREAM, subjects: ['helpdesk.events.>'] };
    await bus.jetstream.streams.add(settings);
    await relayOnto();
    await bus.jetstream.streams.purge(STREAM);
    await relayAll(log);
    expect(await hashesInStream()).toEqual(hashesOf(log));

    async function relayOnto(): Promise<void> {
      for (const position of [1, 2, 3]) await bus.jetstream.jetstream().publish(`helpdesk.events.x.${position}`, 'x');
    }
  });

  it('fills a stream again that lost messages nobody erased', async () => {
    const log = new SpecLog('a', 20);
    await relayAll(log);
    await bus.jetstream.streams.deleteMessage(STREAM, 7);
    await relayAll(log);
    expect(await hashesInStream()).toEqual(hashesOf(log));
  });

  it('fills a stream again that somebody else wrote to', async () => {
    const log = new SpecLog('a', 20);
    await relayAll(log);
    await bus.jetstream.jetstream().publish('helpdesk.events.x.y', 'no event');
    log.length = 30;
    await relayAll(log);
    expect(await hashesInStream()).toEqual(hashesOf(log));
  });

  it('does not take over what somebody else wrote first to the new stream', async () => {
    const log = new SpecLog('a', 20);
    const { streams } = bus.jetstream;
    const add = streams.add.bind(streams);
    const adding = jest.spyOn(streams, 'add').mockImplementationOnce(async (config) => {
      const info = await add(config);
      await bus.jetstream.jetstream().publish('helpdesk.events.x.y', 'no event');
      return info;
    });
    await relayAll(log);
    adding.mockRestore();
    expect(await hashesInStream()).toEqual(hashesOf(log));
  });

  it('does not build on what somebody else wrote between messages on their way', async () => {
    const log = new SpecLog('a', 700);
    const read = log.after.bind(log);
    log.after = async (position, limit) => {
      if (position === 250) {
        log.after = read;
        while ((await readHead(bus))?.lastSeq !== 250);
        await bus.jetstream.jetstream().publish('helpdesk.events.x.y', 'no event');
      }
      return read(position, limit);
    };
    await expect(relayAll(log)).rejects.toThrow(ResyncError);
    await relayAll(log);
    expect(await hashesInStream()).toEqual(hashesOf(log));
  });

  it('leaves the holes of erased texts, also at either end', async () => {
    const log = new SpecLog('a', 20);
    await relayAll(log);
    for (const position of [1, 2, 7, 20]) {
      log.erased.add(position);
      await bus.jetstream.streams.deleteMessage(STREAM, position);
    }
    log.length = 22;
    await relayAll(log);
    expect(await hashesInStream()).toEqual(hashesOf(log));
  });

  it('removes a text from disk before it tells of the erasure', async () => {
    const log = new SpecLog('a', 9);
    await relayAll(log);
    log.erased.add(4);
    log.erasures.set(10, [4]);
    log.length = 10;
    await relayAll(log);
    expect(await hashesInStream()).toEqual(hashesOf(log));
    expect(stored(nats.dataDir)).toContain('text 5');
    expect(stored(nats.dataDir)).not.toContain('text 4');
  });

  it('stops when the stream is ahead of the log', async () => {
    await relayAll(new SpecLog('a', 10));
    await expect(relayAll(new SpecLog('a', 8))).rejects.toThrow(
      /JetStream is at event 10, the log ends at 8.*republish/,
    );
  });

  it('stops when the stream tells of another log', async () => {
    await relayAll(new SpecLog('a', 10));
    await expect(relayAll(new SpecLog('b', 12))).rejects.toThrow(DivergedError);
  });

  it('notices when its stream is deleted while nothing happens', async () => {
    const log = new SpecLog('a', 5);
    const copied = new AbortController();
    const onPosition = (position: number) => position === 5 && copied.abort();
    const idle = relay({
      bus,
      source: log,
      onPosition,
      more: async (at, signal) => at < log.length || once(signal, 'abort').then(() => true),
    });
    if (!copied.signal.aborted) await once(copied.signal, 'abort');
    await deleteStream(bus);
    await expect(idle).rejects.toThrow('replaced or changed: it is at nothing');
  }, 15_000);
});

describe('republish', () => {
  it('makes the stream again from the log and tells how far it is', async () => {
    await relayAll(new SpecLog('a', 10));
    const log = new SpecLog('a', 400);
    const seen: number[] = [];
    await republish(bus, log, (done, total) => void seen.push(done / total));
    expect(await hashesInStream()).toEqual(hashesOf(log));
    expect(seen.at(-1)).toBe(1);
  });

  it('leaves the stream of another log alone unless forced', async () => {
    const theirs = new SpecLog('a', 10);
    await relayAll(theirs);
    const log = new SpecLog('b', 20);
    await expect(republish(bus, log, () => undefined)).rejects.toThrow(/another log, a, not of b: .*--force/);
    expect(await hashesInStream()).toEqual(hashesOf(theirs));
    await republish(bus, log, () => undefined, { force: true });
    expect(await hashesInStream()).toEqual(hashesOf(log));
  });
});

describe('the stream', () => {
  it('is brought to its settings when it was made with others', async () => {
    await bus.jetstream.streams.add({ name: STREAM, subjects: ['helpdesk.events.>', 'other.>'], max_msgs: 5 });
    await ensureStream(bus);
    const { config } = await bus.jetstream.streams.info(STREAM);
    expect(config).toMatchObject({ subjects: ['helpdesk.events.>'], max_msgs: -1, deny_purge: true });
  });

  it('says which settings the server does not keep', async () => {
    await bus.jetstream.streams.add({ name: STREAM, subjects: ['helpdesk.events.>'], storage: 'memory' });
    await expect(ensureStream(bus)).rejects.toThrow(/stream HELPDESK/);
  });

  it('is not kept by one server when three were asked for', async () => {
    const asksThree = { ...bus, replicas: 3 };
    await expect(ensureStream(asksThree)).rejects.toThrow(/does not keep the stream HELPDESK.*replicas > 1/);
    await ensureStream(bus);
    await expect(ensureStream(asksThree)).rejects.toThrow('num_replicas is 1 instead of 3');
  });
});

function stored(folder: string): string {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.blk'));
  return files.map((file) => readFileSync(join(file.parentPath, file.name), 'latin1')).join('\n');
}
