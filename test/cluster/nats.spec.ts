import { once } from 'node:events';
import { connect } from 'node:net';
import { connectBus, type Bus } from '#libs/event-bus/connect.js';
import { relay, republish } from '#libs/event-bus/relay.js';
import { ensureStream, messagesOf, STREAM } from '#libs/event-bus/stream.js';
import { retryUntil } from '#libs/platform/retry.js';
import { SpecLog } from '#support/log-source.js';
import { startNatsCluster, type NatsCluster } from './nats-cluster.js';

let cluster: NatsCluster;
let bus: Bus;
/** A cluster without a leader answers nothing, or that it has none. */
function retried<T>(work: () => Promise<T>): Promise<T> {
  return retryUntil(work, { deadline: performance.now() + 100_000, longest: 500, retries: () => true });
}

async function replicas(): Promise<number> {
  return (await bus.jetstream.streams.info(STREAM)).config.num_replicas;
}

/** Relays what the log holds, through whatever happens to the servers. */
function relayAll(log: SpecLog, onPosition: (position: number) => void = () => undefined): Promise<void> {
  return retried(async () => {
    await bus.up(AbortSignal.timeout(10_000));
    await relay({ bus, source: log, onPosition, more: async (at) => at < log.length });
  });
}

async function bodies(): Promise<string[]> {
  const head = await retried(() => ensureStream(bus));
  const found: string[] = [];
  for await (const { body } of messagesOf(bus, head)) found.push(body);
  return found;
}

function bodiesOf(log: SpecLog): unknown[] {
  return Array.from({ length: log.length }, (_, index) => log.message(index + 1).body);
}

const long = process.env['RUN_LONG'] ? describe : describe.skip;
long('the stream of a cluster', () => {
  beforeEach(async () => {
    cluster = await startNatsCluster();
    bus = await retried(() => connectBus({ url: cluster.url, name: 'spec', replicas: 3 }));
  }, 60_000);
  afterEach(async () => {
    await bus.close();
    await cluster.stop();
  }, 60_000);

  it('is kept as often as NATS_REPLICAS says, also after republish and when it was made by one server', async () => {
    await retried(() => bus.jetstream.streams.add({ name: STREAM, subjects: ['helpdesk.events.>'], num_replicas: 1 }));
    await retried(() => ensureStream(bus));
    expect(await replicas()).toBe(3);
    const log = new SpecLog('a', 300);
    await retried(() => republish(bus, log, () => undefined));
    expect(await replicas()).toBe(3);
    expect(await bodies()).toEqual(bodiesOf(log));
  }, 120_000);

  it('is out of reach of a server that does not know the password of the routes', async () => {
    const route = connect(cluster.routePort, '127.0.0.1');
    route.write('CONNECT {"name":"foreign","cluster":"helpdesk","user":"route","pass":"wrong"}\r\nPING\r\n');
    let answer = '';
    route.on('data', (chunk) => (answer += String(chunk)));
    await once(route, 'close');
    expect(answer).toContain("-ERR 'Authorization Violation'");
  });

  const leader = async (): Promise<string> => {
    const { cluster: group } = await retried(() => bus.jetstream.streams.info(STREAM));
    return group?.leader ?? '';
  };

  it.each([
    ['the leader of the stream', (first: string) => [first]],
    ['two of three', (first: string) => [first, cluster.names.find((name) => name !== first) ?? '']],
    ['all three', () => [...cluster.names]],
  ])(
    'holds all in order though %s died while the relay filled it',
    async (_, victims) => {
      const log = new SpecLog('a', 20_000);
      await retried(() => republish(bus, new SpecLog('a', 1_000), () => undefined));
      const dying = victims(await leader());
      let killed: Promise<void> | undefined;
      await relayAll(log, (position) => {
        if (position > 3_000) killed ??= Promise.all(dying.map(cluster.kill)).then(() => dying.forEach(cluster.start));
      });
      await killed;
      expect(await bodies()).toEqual(bodiesOf(log));
      expect(await replicas()).toBe(3);
    },
    240_000,
  );
});
