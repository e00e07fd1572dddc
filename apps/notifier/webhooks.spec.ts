import { redeliver } from '#libs/notify/redeliver.js';
import { Webhook as Verifier } from 'standardwebhooks';
import { HttpTarget } from '#support/http-target.js';
import { holds, newTicket, NotifierWorld, SECRET, webhookTo } from '#support/notifier.js';
import { activated, answered, closed, corrected, hiddenText, opened, placed } from '#support/ticket.js';

let world: NotifierWorld;
let target: HttpTarget;
beforeAll(async () => {
  world = await NotifierWorld.start();
});
beforeEach(async () => {
  target = await HttpTarget.start();
});
afterEach(async () => {
  await world.reset();
  await target.stop();
});
afterAll(() => world.close());

const idsOf = ({ received }: HttpTarget): unknown[] => received.map(({ headers }) => headers['webhook-id']);
const published = (): string[] => world.log.messages.map(({ id }) => id);
async function states(): Promise<object[]> {
  const { rows } = await world.owner.query<object>(
    'select channel, state, attempts, detail from notify.deliveries order by id',
  );
  return rows;
}
/** What a target got is noted after it. */
const noted = (): Promise<void> =>
  holds(async () => (await states()).every((row) => 'state' in row && row.state !== 'sending'));

describe('a webhook', () => {
  it('gets each event as it is published, signed, in order', async () => {
    await world.notifier([webhookTo(`${target.url}/hook`)]);
    await world.log.publish(newTicket(), opened, activated, answered, closed);
    await holds(() => target.received.length === 4);
    expect(target.received.map(({ body }) => body)).toEqual(world.log.messages.map(({ body }) => body));
    expect(idsOf(target)).toEqual(published());
    for (const { headers, body } of target.received) {
      expect(new Verifier(SECRET).verify(body, headers as Record<string, string>)).toEqual(JSON.parse(body));
      expect(headers['content-type']).toBe('application/cloudevents+json');
    }
    await holds(async () => (await states()).every((row) => 'state' in row && row.state === 'sent'));
  });

  it('gets the types, categories and places it asked for, by category and place of that moment', async () => {
    await world.notifier([
      webhookTo(target.url, { types: ['StatusChanged'], categories: ['facility-management'] }),
      webhookTo(`${target.url}/b`, { name: 'b', places: ['A', 'B'] }),
      webhookTo(`${target.url}/all`, { name: 'all' }),
    ]);
    await world.log.publish(newTicket(), opened, placed('B-204'), activated, corrected, placed('Bar'), closed);
    await holds(() => target.received.length === 10);
    const of = (wanted: string): unknown[] =>
      target.received.filter(({ path }) => path === wanted).map(({ headers }) => headers['webhook-id']);
    expect(of('/')).toEqual([published()[5]]);
    expect(of('/b')).toEqual(published().slice(1, 4));
  });

  it('gets nothing of what happened before it was set up', async () => {
    await world.log.publish(newTicket(), opened);
    await world.notifier([]);
    await world.log.publish(newTicket(), opened);
    for (const notifier of world.running) {
      await world.handled(notifier);
      await world.stop(notifier);
    }
    await world.notifier([webhookTo(target.url)]);
    await world.log.publish(newTicket(), activated);
    await holds(() => target.received.length > 0);
    expect(idsOf(target)).toEqual([published()[2]]);
  });

  it('that fails gets the same id again later, and lets no event of the ticket overtake; other tickets go on', async () => {
    const [first, second] = [newTicket(), newTicket()];
    let failures = 3;
    target.answer = (response, { body }) => {
      const fails = body.includes(first) && failures-- > 0;
      response.writeHead(fails ? 503 : 204).end();
    };
    await world.notifier([webhookTo(target.url)], [50, 100, 200]);
    await world.log.publish(first, opened, activated);
    await world.log.publish(second, opened);
    await holds(() => target.received.length === 6);
    const [one, two, other] = published();
    expect(idsOf(target).filter((id) => id !== other)).toEqual([one, one, one, one, two]);
    expect(idsOf(target).indexOf(other)).toBeLessThan(5);
  });

  it('has failed after its last attempt, and the next event of the ticket goes on', async () => {
    target.answer = (response, { body }) => void response.writeHead(body.includes('TicketOpened') ? 500 : 204).end();
    await world.notifier([webhookTo(target.url)], [10]);
    await world.log.publish(newTicket(), opened, activated);
    await holds(() => target.received.length === 3);
    await noted();
    expect(await states()).toMatchObject([
      { state: 'failed', attempts: 2, detail: 'the target answered 500' },
      { state: 'sent', attempts: 1 },
    ]);
  });

  it('gets again, under the id it had, what was given up or was sent, once somebody asks for it', async () => {
    target.answer = (response) => void response.writeHead(target.received.length < 2 ? 500 : 204).end();
    await world.notifier([webhookTo(target.url)], []);
    await world.log.publish(newTicket(), opened);
    await world.log.publish(newTicket(), opened);
    await holds(async () => (await states()).filter((row) => 'state' in row && row.state === 'failed').length === 1);
    await noted();
    expect(await redeliver(world.owner, 'chat')).toBe(1);
    await holds(() => target.received.length === 3);
    await holds(async () => (await states()).every((row) => 'state' in row && row.state === 'sent'));
    expect(await redeliver(world.owner, 'chat', 2)).toBe(1);
    await holds(() => target.received.length === 4);
    const [first, second] = published();
    expect([new Set(idsOf(target)), idsOf(target)[3]]).toEqual([new Set([first, second]), second]);
    expect(await redeliver(world.owner, 'other')).toBe(0);
  });

  it('that hangs or redirects holds up no other, and no redirect is followed', async () => {
    const other = await HttpTarget.start();
    target.answer = (response, { path }) => {
      if (path === '/redirects') response.writeHead(307, { location: other.url }).end();
    };
    await world.notifier([
      webhookTo(`${target.url}/hangs`, { name: 'hangs' }),
      webhookTo(`${target.url}/redirects`, { name: 'redirects' }),
      webhookTo(other.url, { name: 'other' }),
    ]);
    await world.log.publish(newTicket(), opened, activated, closed);
    await holds(() => other.received.length === 3 && target.received.length >= 5);
    expect(idsOf(other)).toEqual(published());
    await holds(async () =>
      (await states()).some((row) => 'detail' in row && row.detail === 'the target answered 307'),
    );
    await other.stop();
  });

  it.each([
    ['by address', (url: string) => url],
    ['by name', (url: string) => url.replace('127.0.0.1', 'localhost')],
    ['by an address of IPv6', (url: string) => url.replace('127.0.0.1', '[::ffff:127.0.0.1]')],
  ])('in a private network is not reached %s unless allowed', async (_, other) => {
    await world.notifier([webhookTo(other(target.url), { allowPrivate: false })]);
    await world.log.publish(newTicket(), opened);
    await holds(async () => (await states()).some((row) => 'state' in row && row.state === 'failed'));
    expect(await states()).toMatchObject([{ detail: expect.stringContaining('is in a private network') }]);
    expect(target.received).toEqual([]);
  });

  it('does not get what was erased before it was sent', async () => {
    target.answer = (response) => void response.writeHead(503).end();
    const ticket = newTicket();
    await world.notifier([webhookTo(target.url)], [200, 200, 200]);
    await world.log.publish(ticket, opened);
    await holds(() => target.received.length === 1);
    target.answer = (response) => void response.writeHead(204).end();
    await world.log.erase(ticket);
    await holds(() => target.received.length === 2);
    expect(target.received[1]?.body).toContain('TextErased');
    await noted();
    expect(await states()).toMatchObject([
      { state: 'failed', detail: 'the event was erased before it was sent' },
      { state: 'sent' },
    ]);
  });
});

it('a webhook does not get a text that was hidden before it was sent', async () => {
  target.answer = (response) => void response.writeHead(503).end();
  const ticket = newTicket();
  await world.notifier([webhookTo(target.url)], [60_000]);
  await world.log.publish(ticket, opened, answered);
  await holds(() => target.received.length === 1);
  await holds(async () => (await states()).every((row) => 'state' in row && row.state === 'waiting'));
  target.answer = (response) => void response.writeHead(204).end();
  await world.log.publish(ticket, hiddenText(2, 'rude'));
  await holds(async () => (await states()).length === 2);
  await world.owner.query('update notify.deliveries set due_at = clock_timestamp()');
  await holds(() => target.received.length === 3);
  expect(idsOf(target).slice(1)).toEqual([published()[0], published()[2]]);
});

describe('the notifier', () => {
  it('repeats nothing when the stream is made again, and goes on behind it', async () => {
    const notifier = await world.notifier([webhookTo(target.url)]);
    await world.log.publish(newTicket(), opened, activated, closed);
    await holds(() => target.received.length === 3);
    await world.log.republish(2);
    await holds(() =>
      notifier.checkEvents().then(
        () => false,
        ({ message }: Error) => /filled again/.test(message),
      ),
    );
    await world.log.republish();
    await world.log.publish(newTicket(), opened);
    await holds(() => target.received.length >= 4);
    expect(idsOf(target)).toEqual(published());
  });

  it('goes on after NATS was away, and sends what came meanwhile', async () => {
    const notifier = await world.notifier([webhookTo(target.url)]);
    await world.log.publish(newTicket(), opened);
    await holds(() => target.received.length === 1);
    await world.nats.kill();
    await holds(() =>
      notifier.checkEvents().then(
        () => false,
        () => true,
      ),
    );
    await world.nats.restart();
    await world.bus.up(AbortSignal.timeout(10_000));
    await world.log.publish(newTicket(), opened);
    await holds(() => target.received.length >= 2);
    expect(idsOf(target)).toEqual(published());
  });

  it('tells nothing again when the log is another one, and goes on with its new events', async () => {
    await world.notifier([webhookTo(target.url)]);
    await world.log.publish(newTicket(), opened, activated);
    await holds(() => target.received.length === 2);
    await world.bus.jetstream.streams.delete('HELPDESK');
    const { PublishedLog } = await import('#support/published-log.js');
    world.log = new PublishedLog(world.bus);
    await world.log.publish(newTicket(), opened, activated);
    const since = async (): Promise<boolean> =>
      (
        await world.owner.query('select from notify.position where position = 2 and log_id = $1', [
          world.log.messages[0]?.logId,
        ])
      ).rowCount === 1;
    await holds(since);
    await world.log.publish(newTicket(), opened);
    await holds(() => target.received.length >= 3);
    expect(idsOf(target).slice(2)).toEqual([published()[2]]);
  });

  it('is one of two: the other takes over', async () => {
    const first = await world.notifier([webhookTo(target.url)]);
    const second = world.notifier([webhookTo(target.url)]);
    await world.log.publish(newTicket(), opened);
    await holds(async () => (await states()).some((row) => 'state' in row && row.state === 'sent'));
    await world.stop(first);
    await second;
    await world.log.publish(newTicket(), opened);
    await holds(() => target.received.length === 2);
    expect(idsOf(target)).toEqual(published());
  });
});
