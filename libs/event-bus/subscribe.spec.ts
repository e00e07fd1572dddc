import { setTimeout as sleep } from 'node:timers/promises';
import { startTestNats, type TestNats } from '#support/servers.js';
import { connectBus, type Bus } from './connect.js';
import { relay, republish } from './relay.js';
import { deleteStream, eraseMessages } from './stream.js';
import { SpecLog } from '#support/log-source.js';
import { followEvents, type BusMessage, type FollowOptions } from './subscribe.js';

let nats: TestNats;
let bus: Bus;
beforeAll(async () => {
  nats = await startTestNats();
  bus = await connectBus({ url: nats.url, name: 'spec' });
});
beforeEach(() => deleteStream(bus));
afterAll(async () => {
  await bus.close();
  await nats.stop();
});

async function fill(log: SpecLog): Promise<void> {
  await relay({ bus, source: log, onPosition: () => undefined, more: async (at) => at < log.length });
}

/** A follower that keeps what it got. */
function follow(after: number, more: Partial<FollowOptions> = {}) {
  const got: BusMessage[] = [];
  const states: string[] = [];
  const follower = followEvents({
    nats: { url: nats.url },
    after,
    onMessages: async (batch) => void got.push(...batch),
    onState: (state) => void states.push(state),
    ...more,
  });
  const upTo = async (position: number) => {
    while (got.at(-1)?.position !== position) await sleep(5);
    return got.map((message) => message.position);
  };
  return { got, states, upTo, close: () => follower.close() };
}
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe('following the events', () => {
  it('begins behind the position it is given', async () => {
    await fill(new SpecLog('a', 50));
    const follower = follow(40);
    expect(await follower.upTo(50)).toEqual(range(41, 50));
    expect(JSON.parse(follower.got[0]?.body ?? '')).toEqual({ position: 41, text: 'text 41' });
    await follower.close();
  });

  it('waits for a stream that is not there yet', async () => {
    const follower = follow(0);
    await fill(new SpecLog('a', 5));
    expect(await follower.upTo(5)).toEqual(range(1, 5));
    await follower.close();
  });

  it('hands over together what has arrived together', async () => {
    await fill(new SpecLog('a', 5_000));
    let calls = 0;
    const got: number[] = [];
    const onMessages = async (batch: readonly BusMessage[]) => {
      calls++;
      got.push(...batch.map((message) => message.position));
    };
    const follower = follow(0, { onMessages });
    while (got.length < 5_000) await sleep(5);
    expect(got).toEqual(range(1, 5_000));
    expect(calls).toBeLessThan(500);
    await follower.close();
  });

  it('delivers again what could not be handled', async () => {
    await fill(new SpecLog('a', 5));
    let failures = 2;
    const got: number[] = [];
    const onMessages = async (batch: readonly BusMessage[]) => {
      if (failures-- > 0) throw new Error('not now');
      got.push(...batch.map((message) => message.position));
    };
    const follower = follow(2, { onMessages });
    while (got.length < 3) await sleep(5);
    expect(got).toEqual([3, 4, 5]);
    await follower.close();
  });

  it('passes over erased messages', async () => {
    await fill(new SpecLog('a', 10));
    await eraseMessages(bus, [1, 4, 5]);
    const follower = follow(0);
    expect(await follower.upTo(10)).toEqual([2, 3, 6, 7, 8, 9, 10]);
    await follower.close();
  });

  it('delivers nothing twice while the stream is made anew', async () => {
    const log = new SpecLog('a', 100);
    await fill(log);
    const follower = follow(0);
    await follower.upTo(100);
    log.length = 150;
    await republish(bus, log, () => undefined);
    expect(await follower.upTo(150)).toEqual(range(1, 150));
    await follower.close();
  }, 20_000);

  it('goes on after NATS was killed and was away', async () => {
    const log = new SpecLog('a', 30);
    await fill(log);
    const follower = follow(0);
    await follower.upTo(30);
    await nats.kill();
    while (follower.states.at(-1) !== 'disconnected') await sleep(5);
    await nats.restart();
    await bus.up(AbortSignal.timeout(10_000));
    log.length = 60;
    await fill(log);
    expect(await follower.upTo(60)).toEqual(range(1, 60));
    expect(follower.states).toEqual(['connected', 'disconnected', 'connected']);
    await follower.close();
  }, 20_000);

  it('can be closed while NATS is away from the start', async () => {
    const follower = followEvents({ nats: { url: 'nats://127.0.0.1:1' }, after: 0, onMessages: async () => undefined });
    await expect(follower.close()).resolves.toBeUndefined();
  });
});
