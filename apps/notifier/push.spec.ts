import { createECDH, createPublicKey, randomBytes, verify } from 'node:crypto';
import { decrypt } from 'http_ece';
import { HttpTarget, type Received } from '#support/http-target.js';
import { holds, newTicket, NotifierWorld } from '#support/notifier.js';
import { activated, answered, opened } from '#support/ticket.js';
import type { NotifierService } from './notifier.service.js';
import { PushChannel, pushSubscription, readVapidKeys } from './push.channel.js';
import { Subscriptions } from './subscriptions.js';

let world: NotifierWorld;
let service: HttpTarget;
let notifier: NotifierService;
let subscriptions: Subscriptions;
beforeAll(async () => {
  world = await NotifierWorld.start();
  subscriptions = new Subscriptions(world.owner);
});
beforeEach(async () => {
  service = await HttpTarget.start();
  service.answer = (response) => void response.writeHead(201).end();
});
afterEach(async () => {
  await world.reset();
  await service.stop();
});
afterAll(() => world.close());

async function start(allowPrivate = true): Promise<void> {
  const url = 'https://help.campus.example';
  notifier = await world.notifier([], [], (parts) => [
    new PushChannel({ ...parts, url, allowPrivate, waits: [20, 20] }),
  ]);
}

/** A browser, as far as a push service and its pages know it. */
function browser() {
  const keys = createECDH('prime256v1');
  keys.generateKeys();
  const auth = randomBytes(16).toString('base64url');
  const subscription = {
    endpoint: `${service.url}/push/${randomBytes(4).toString('hex')}`,
    keys: { p256dh: keys.getPublicKey().toString('base64url'), auth },
  };
  const read = ({ body }: Received): Record<string, string> =>
    JSON.parse(
      decrypt(Buffer.from(body, 'latin1'), { version: 'aes128gcm', privateKey: keys, authSecret: auth }).toString(),
    );
  return { subscription, read };
}

async function follow(ticketId: string, subscription: object): Promise<void> {
  await world.log.publish(ticketId, opened);
  await world.handled(notifier);
  await subscriptions.add({
    ticketId,
    number: 17,
    channel: 'push',
    address: JSON.stringify(subscription),
    locale: 'en',
  });
}

describe('web push', () => {
  it('says what happened to the browser alone, and who sends it', async () => {
    await start();
    const [ticket, mine] = [newTicket(), browser()];
    await follow(ticket, mine.subscription);
    await world.log.publish(ticket, answered, activated);
    await holds(() => service.received.length === 1);
    const [received] = service.received as [Received];
    expect(received.path).toBe(new URL(mine.subscription.endpoint).pathname);
    expect(mine.read(received)).toEqual({
      title: '#17 No wifi in the library',
      body: 'The helpdesk writes: We are on it The helpdesk is working on it.',
      url: '/tickets/17',
      tag: expect.any(String),
    });
    const { publicKey } = await readVapidKeys(world.owner);
    expect(claimsOf(received, publicKey)).toMatchObject({ aud: service.url, sub: 'https://help.campus.example' });
  });

  it('ends with its second failure when nothing has reached it yet, and takes https at its own port only', async () => {
    await start();
    service.answer = (response) => void response.writeHead(500).end();
    const ticket = newTicket();
    await follow(ticket, browser().subscription);
    await world.log.publish(ticket, activated);
    await holds(async () => (await subscriptions.count(ticket)) === 0);
    expect(service.received).toHaveLength(2);
    const { keys } = browser().subscription;
    const taken = [
      'https://push.example/a',
      'http://push.example/a',
      'https://push.example:8443/a',
      'https://x@y.example/a',
    ].filter((endpoint) => pushSubscription.safeParse({ endpoint, keys }).success);
    expect(taken).toEqual(['https://push.example/a']);
  });

  it('ends when the browser has ended it, and is tried again when the service is busy', async () => {
    await start();
    const replies = [503, 201, 410];
    service.answer = (response) => void response.writeHead(replies.shift() ?? 201).end();
    const ticket = newTicket();
    await follow(ticket, browser().subscription);
    await world.log.publish(ticket, activated);
    await holds(() => service.received.length === 2);
    expect(await subscriptions.count(ticket)).toBe(1);
    await world.log.publish(ticket, answered);
    await holds(async () => (await subscriptions.count(ticket)) === 0);
    expect(replies).toEqual([]);
  });

  it('reaches no service in a private network', async () => {
    await start(false);
    const ticket = newTicket();
    await follow(ticket, browser().subscription);
    await world.log.publish(ticket, activated);
    await holds(async () => (await subscriptions.count(ticket)) === 0);
    expect(service.received).toEqual([]);
  });

  it('is ended by the browser itself', async () => {
    await start();
    const [ticket, { subscription }] = [newTicket(), browser()];
    await follow(ticket, subscription);
    await subscriptions.endPush(ticket, subscription.endpoint);
    expect(await subscriptions.count(ticket)).toBe(0);
  });
});

/** The claims of RFC 8292, once their signature is found right. */
function claimsOf({ headers }: Received, publicKey: string): object {
  const [, token = '', key] = /^vapid t=([\w.-]+), ?k=([\w-]+)$/.exec(headers.authorization ?? '') ?? [];
  expect(key).toBe(publicKey);
  const [head = '', claims = '', signature = ''] = token.split('.');
  const raw = Buffer.from(publicKey, 'base64url');
  const jwk = {
    kty: 'EC',
    crv: 'P-256',
    x: raw.subarray(1, 33).toString('base64url'),
    y: raw.subarray(33).toString('base64url'),
  };
  const verified = verify(
    'sha256',
    Buffer.from(`${head}.${claims}`),
    { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  expect(verified).toBe(true);
  return JSON.parse(Buffer.from(claims, 'base64url').toString()) as object;
}
