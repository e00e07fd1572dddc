import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '#libs/platform/retry.js';
import { Target, type Answer } from './target.js';

const LONG = Boolean(process.env['RUN_LONG']);
const long = LONG ? describe : describe.skip;
/** People behind one address, and how many of them click at the same moment. */
const PEOPLE = 2_000;
const AT_ONCE = 60;
/** Pages that are open and idle. */
const IDLE = LONG ? 4_000 : 300;
const SLOW = LONG ? 500 : 100;
/** Not this machine: programs here are not counted. */
const CAMPUS = '192.0.2.7';

jest.setTimeout(LONG ? 300_000 : 60_000);

const halfHead = 'GET /tickets HTTP/1.1\r\nHost: localhost\r\nX-Slow: ';
const halfBody =
  'POST /tickets HTTP/1.1\r\nHost: localhost\r\nCookie: role=user\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\ndescription=a';
const stream = (number: number): string =>
  `GET /tickets/${number}/stream?after=100 HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\nCookie: role=user\r\n\r\n`;

let target: Target;

beforeAll(async () => {
  target = await Target.start();
  for (let number = 1; number <= 20; number++) await target.open(`the printer in room ${number} is out of paper`);
}, 60_000);

afterAll(async () => {
  await target?.stop();
});

/** A request over a connection of its own, read to its end. */
function ask(path: string, headers: Record<string, string>, body?: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const options = { agent: false, method: body === undefined ? 'GET' : 'POST', headers };
    const sent = request(target.apps.queryUrl + path, options, (answer: IncomingMessage) => {
      answer.resume();
      answer.on('end', () => resolve(answer.statusCode ?? 0));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Does something so many times, with so many under way at the same moment. */
async function atOnce<T>(most: number, times: number, work: (index: number) => Promise<T>): Promise<T[]> {
  const indexes = Array.from({ length: times }, (_, index) => index).values();
  const results: T[] = [];
  const walk = async (): Promise<void> => {
    for (const index of indexes) results.push(await work(index));
  };
  await Promise.all(Array.from({ length: most }, walk));
  return results;
}

function browser(index: number, from = CAMPUS): Record<string, string> {
  const id = `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
  return { cookie: `role=user; browser=${id}`, accept: 'text/html', 'x-forwarded-for': from };
}

/** Opens connections that say `head` and stay. */
function occupy(count: number, head: string): Promise<Socket[]> {
  const { hostname, port } = new URL(target.apps.queryUrl);
  const open = (): Promise<Socket> =>
    new Promise((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => {
        socket.write(head);
        resolve(socket);
      });
      socket.on('error', reject);
    });
  return Promise.all(Array.from({ length: count }, open));
}

/** A page that listens to ticket 1. One that is turned away because of the crowd comes again, as those of browsers do. */
async function listen(): Promise<Socket> {
  for (;;) {
    const [socket] = (await occupy(1, stream(1))) as [Socket];
    const [head] = (await once(socket, 'data')) as [Buffer];
    if (/^HTTP\/1.1 200/.test(head.toString('latin1'))) return socket;
    socket.destroy();
    await sleep(100);
  }
}

function leave(sockets: readonly Socket[]): void {
  for (const socket of sockets) socket.destroy();
}

async function metric(name: string): Promise<number> {
  const { body } = await target.get('/metrics');
  return Number(new RegExp(`^${name} (\\S+)`, 'm').exec(body)?.[1]);
}

/** How long a page takes, in milliseconds. */
async function pageTime(path: string): Promise<number> {
  const began = performance.now();
  const { status } = await target.get(path, { role: 'user' });
  expect(status).toBe(200);
  return performance.now() - began;
}

describe('a campus behind one address', () => {
  it(`of ${PEOPLE} people is not taken for an attack`, async () => {
    const statuses = await atOnce(AT_ONCE, PEOPLE, (index) => {
      const form = { ...browser(index), 'content-type': 'application/x-www-form-urlencoded' };
      // One in twenty has something to say.
      if (index % 20 === 0) return ask(`/tickets/${1 + (index % 19)}/messages`, form, `text=me+too+${index}`);
      return ask('/tickets/new', browser(index));
    });
    const count = (due: number): number => statuses.filter((status) => status === due).length;
    expect({ 200: count(200), 303: count(303) }).toEqual({ 200: PEOPLE * 0.95, 303: PEOPLE * 0.05 });
  });

  it('has one browser too greedy: it alone is told to wait', async () => {
    const statuses = await atOnce(AT_ONCE, 320, () => ask('/tickets/new', browser(7, '192.0.2.8')));
    expect(statuses).toContain(429);
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(300);
    const page = await target.get('/tickets', { headers: browser(7, '192.0.2.8') });
    expect(page.status).toBe(429);
    expect(Number(page.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(page.body).toContain('Wait a moment and try again');
    const api = await target.get('/api/tickets', { headers: browser(7, '192.0.2.8') });
    expect(api.headers.get('content-type')).toContain('application/problem+json');
    expect(JSON.parse(api.body)).toMatchObject({ status: 429, code: 'rate.limited' });
    expect(await ask('/tickets/new', browser(8, '192.0.2.8'))).toBe(200);
    expect((await target.get('/health/live', { headers: browser(7, '192.0.2.8') })).status).toBe(200);
  });

  it('has a browser whose program reports without end: it is told to wait, its text is kept, and others go on', async () => {
    const report = (index: number, text: string, more = ''): Promise<Answer> => {
      const form = { description: text, website: more };
      return target.post('/tickets', form, { headers: browser(index, '192.0.2.10') });
    };
    const statuses: number[] = [];
    for (let count = 0; count < 20; count++) statuses.push((await report(9, `free watches ${count}`)).status);
    expect(statuses).toEqual(Array(20).fill(303));
    const refused = await report(9, 'free watches, the last');
    expect([refused.status, refused.body.includes('free watches, the last')]).toEqual([429, true]);
    expect((await report(10, 'the tap drips')).status).toBe(303);
    const trapped = await report(11, 'buy watches', 'https://watches.example');
    expect(trapped.status).toBe(422);
    expect(trapped.body).toMatch(/A field that must stay empty was filled in.*buy watches/s);
    // A form filler that a person uses stops nobody: the field comes back empty.
    expect(trapped.body).toMatch(/name="website" tabindex="-1" autocomplete="off">/);
  });
});

describe('open pages', () => {
  it(`of which ${IDLE} are idle leave room for others, and are let go when they leave`, async () => {
    const before = await metric('process_resident_memory_bytes');
    const sockets: Socket[] = [];
    while (sockets.length < IDLE) {
      sockets.push(...(await Promise.all(Array.from({ length: 100 }, listen))));
      expect(await until(async () => (await metric('helpdesk_sse_clients')) === sockets.length, 20_000)).toBe(true);
    }
    if (LONG) {
      const grown = (await metric('process_resident_memory_bytes')) - before;
      process.stderr.write(`${IDLE} idle streams: ${Math.round(grown / IDLE / 1024)} KiB each\n`);
    }
    expect(await pageTime('/tickets')).toBeLessThan(3_000);
    let heard = false;
    sockets[IDLE - 1]?.on('data', (chunk: Buffer) => (heard ||= chunk.includes('hear me')));
    leave(sockets.slice(0, -1));
    await target.command('POST', '/tickets/1/messages', { text: 'can you hear me' }, { role: 'user' });
    expect(await until(() => heard, 10_000)).toBe(true);
    leave(sockets);
    expect(await until(async () => (await metric('helpdesk_sse_clients')) === 0, 10_000)).toBe(true);
  });
});

describe('clients that are slow', () => {
  it.each([
    ['head', halfHead],
    ['body', halfBody],
  ])(`with ${SLOW} times half a %s do not keep others waiting`, async (_name, head) => {
    const sockets = await occupy(SLOW, head);
    expect(await pageTime('/tickets')).toBeLessThan(3_000);
    leave(sockets);
  });

  it('and do not read cannot fill the memory', async () => {
    const page = 'GET /tickets?limit=200 HTTP/1.1\r\nHost: localhost\r\nCookie: role=user\r\n\r\n';
    const sockets = await occupy(SLOW, page.repeat(20));
    for (const socket of sockets) socket.pause();
    expect(await pageTime('/tickets')).toBeLessThan(10_000);
    expect(await metric('process_resident_memory_bytes')).toBeLessThan(1_000_000_000);
    leave(sockets);
  });
});

long('in the long run somebody is cut off', () => {
  it('when programs post and throw cookies away: the address has its limit too', async () => {
    const init = {
      method: 'POST',
      headers: { 'x-forwarded-for': '192.0.2.9' },
      body: new URLSearchParams({ lang: 'en' }),
    };
    let refused = false;
    const post = async (): Promise<void> => {
      for (let count = 0; count < 500 && !refused; count++) {
        const answer = await fetch(`${target.apps.queryUrl}/language`, { ...init, redirect: 'manual' });
        await answer.arrayBuffer();
        refused ||= answer.status === 429;
      }
    };
    await Promise.all(Array.from({ length: 40 }, post));
    expect(refused).toBe(true);
  });

  it('when open pages do not read what is sent', async () => {
    const [deaf] = await occupy(1, stream(2));
    deaf?.pause();
    expect(await until(async () => (await metric('helpdesk_sse_clients')) === 1, 10_000)).toBe(true);
    const text = '\u{1F600}'.repeat(4_000);
    const talk = (): Promise<unknown> => target.command('POST', '/tickets/2/messages', { text }, { role: 'user' });
    const gone = async (): Promise<boolean> => {
      await Promise.all(Array.from({ length: 40 }, talk));
      return (await metric('helpdesk_sse_clients')) === 0;
    };
    expect(await until(gone, 40_000)).toBe(true);
    leave(deaf ? [deaf] : []);
  });

  it.each([halfHead, halfBody])('when requests do not end: %j', async (head) => {
    const sockets = await occupy(SLOW, head);
    let gone = 0;
    for (const socket of sockets) socket.once('close', () => gone++).resume();
    expect(await until(() => gone === SLOW, 40_000)).toBe(true);
  });
});

it('did no damage', () => {
  expect(target.damage).toEqual([]);
});
