import { connectBus, type Bus } from '#libs/event-bus/connect.js';
import { deleteStream } from '#libs/event-bus/stream.js';
import { startTestNats, type TestNats } from '#support/servers.js';
import { Program } from '../test/events/program.js';
import { publishStory } from '../test/events/story.js';

describe('examples/subscriber', () => {
  let nats: TestNats;
  let bus: Bus;
  let running: Program;
  const start = () => (running = new Program('subscriber', ['spec'], { NATS_URL: nats.url }));
  const positions = ({ lines }: Program) => lines.map((line) => Number(line.split(' ')[0]));

  beforeAll(async () => {
    nats = await startTestNats();
    bus = await connectBus({ url: nats.url, name: 'spec' });
  });
  afterAll(async () => {
    await running.kill();
    await bus.close();
    await nats.stop();
  });

  it('goes on in order after it was killed, after NATS was, and after the stream was made again', async () => {
    const first = start();
    await publishStory(bus, 200);
    await first.wrote(100);
    await first.kill();
    const second = start();
    await publishStory(bus, 300);
    await second.wrote(1);
    await nats.kill();
    await nats.restart();
    await bus.up(AbortSignal.timeout(10_000));
    await publishStory(bus, 320);
    while (positions(second).at(-1) !== 320) await second.wrote(second.lines.length + 1);
    await deleteStream(bus);
    await publishStory(bus, 330);
    while (positions(second).at(-1) !== 330) await second.wrote(second.lines.length + 1);

    const [before, after] = [positions(first), positions(second)];
    expect(before).toEqual(Array.from({ length: before.length }, (_, index) => index + 1));
    // What was not confirmed for good comes again; but nothing comes before what stands before it.
    const news = [...new Set([...before, ...after])];
    expect(news).toEqual(Array.from({ length: 330 }, (_, index) => index + 1));
    expect(before.length + after.length).toBeLessThan(420);
  }, 40_000);
});
