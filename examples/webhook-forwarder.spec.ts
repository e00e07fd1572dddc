import { createHmac } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectBus, type Bus } from '#libs/event-bus/connect.js';
import { deleteStream } from '#libs/event-bus/stream.js';
import { startTestNats, type TestNats } from '#support/servers.js';
import { Program } from '../test/events/program.js';
import { publishStory, storyEvent } from '../test/events/story.js';

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly at: number;
}

describe('examples/webhook-forwarder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'helpdesk-webhook-'));
  let nats: TestNats;
  let bus: Bus;
  let receiver: Server;
  let received: Received[] = [];
  let answers: number[] = [];
  let running: Program;

  beforeAll(async () => {
    nats = await startTestNats();
    bus = await connectBus({ url: nats.url, name: 'spec' });
    receiver = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      request.on('end', () => {
        received.push({ headers: request.headers, body, at: Date.now() });
        response.writeHead(answers.shift() ?? 204).end();
      });
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    await running.kill();
    receiver.closeAllConnections();
    await new Promise((resolve) => receiver.close(resolve));
    await bus.close();
    await nats.stop();
    rmSync(folder, { recursive: true });
  });

  function start(): void {
    const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
    const env = { NATS_URL: nats.url, WEBHOOK_SECRET: 'a secret' };
    running = new Program('webhook-forwarder', [url, join(folder, 'position'), '50'], env);
  }
  const positions = () => received.map(({ body }) => Number((JSON.parse(body) as { position: string }).position));
  async function receivedUpTo(position: number): Promise<void> {
    while (positions().at(-1) !== position) await sleep(5);
  }
  async function savedUpTo(position: number): Promise<void> {
    while (readFileSync(join(folder, 'position'), 'utf8').trim() !== String(position)) await sleep(5);
  }

  it('sends each event as it is, signed', async () => {
    await publishStory(bus, 3);
    start();
    await receivedUpTo(3);
    await savedUpTo(3);
    expect(received.map(({ body }) => body)).toEqual([1, 2, 3].map((position) => storyEvent(position).body));
    for (const { headers, body } of received) {
      const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
      const signature = createHmac('sha256', 'a secret').update(signed).digest('base64');
      expect(headers['webhook-signature']).toBe(`v1,${signature}`);
      expect(headers['webhook-id']).toBe((JSON.parse(body) as { id: string }).id);
      expect(headers['content-type']).toBe('application/cloudevents+json');
    }
  });

  it('repeats what was not accepted with growing waits, and lets nothing overtake it', async () => {
    received = [];
    answers = [500, 503, 404];
    await publishStory(bus, 6);
    await receivedUpTo(6);
    await savedUpTo(6);
    expect(positions()).toEqual([4, 4, 4, 4, 5, 6]);
    const [first = 0, second = 0, third = 0, fourth = 0] = received.map(({ at }) => at);
    expect(second - first).toBeGreaterThanOrEqual(37);
    expect(fourth - third).toBeGreaterThanOrEqual(140);
  });

  it('goes on behind its position after it was killed', async () => {
    await running.kill();
    received = [];
    await publishStory(bus, 9);
    start();
    await receivedUpTo(9);
    await savedUpTo(9);
    expect(positions()).toEqual([7, 8, 9]);
  });

  it('goes on behind its position after the stream was made again', async () => {
    received = [];
    await deleteStream(bus);
    await publishStory(bus, 12);
    await receivedUpTo(12);
    expect(positions()).toEqual([10, 11, 12]);
  }, 20_000);
});
