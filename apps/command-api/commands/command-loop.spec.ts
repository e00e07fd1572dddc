import type pg from 'pg';
import { readAfter, readHead } from '#libs/event-log/read.js';
import { verifyLog } from '#libs/event-log/verify.js';
import { createTestDatabase, type TestDatabase } from '#support/servers.js';
import { createPool } from '#libs/platform/database.js';
import type { CommandLoop } from './command-loop.js';
import { aCommand, aLossyWay, appendsWait, aCommandLoop, holdAppends } from '#support/command-loop.js';

let database: TestDatabase;
let owner: pg.Pool;
let one: ReturnType<typeof aCommandLoop>;
let two: ReturnType<typeof aCommandLoop>;

beforeEach(async () => {
  database = await createTestDatabase();
  owner = createPool({ connectionString: database.url });
  one = aCommandLoop(database.url);
  two = aCommandLoop(database.url);
});
afterEach(async () => {
  await Promise.all([one.end(), two.end(), owner.end()]);
  await database.drop();
});

const helpdesk = { role: 'helpdesk' } as const;

async function open(by: CommandLoop = one.loop): Promise<number> {
  return (await by.run(aCommand('OpenTicket', undefined, { description: 'No wifi' }))).answer.number;
}

describe('many at once', () => {
  it('64 writers of two processes on one ticket all succeed', async () => {
    const number = await open();
    const before = performance.now();
    const answers = await Promise.all(
      Array.from({ length: 64 }, (_, index) =>
        [one, two][index % 2]?.loop.run(aCommand('PostMessage', number, { text: `Message ${index}` })),
      ),
    );
    expect(performance.now() - before).toBeLessThan(5_000);
    expect(new Set(answers.map((answer) => answer?.answer.version))).toEqual(
      new Set(Array.from({ length: 64 }, (_, n) => n + 2)),
    );
    expect(await verifyLog(owner)).toMatchObject({ ok: true, events: 65 });
  });

  it('of 40 who take a ticket up one does, and the others find it done', async () => {
    const number = await open();
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        [one, two][index % 2]?.loop.run(aCommand('ChangeStatus', number, { status: 'active' }, helpdesk)),
      ),
    );
    expect(answers.every((answer) => answer?.status === 200 && answer.answer.version === 2)).toBe(true);
    expect((await readHead(owner)).position).toBe(2);
  });

  it('gives every new ticket a number of its own', async () => {
    const numbers = await Promise.all(Array.from({ length: 100 }, (_, index) => open([one, two][index % 2]?.loop)));
    expect(new Set(numbers).size).toBe(100);
  });

  it('sends a second append while the first is written', async () => {
    await open();
    const letGo = await holdAppends(owner);
    const all = Array.from({ length: 40 }, () => open());
    await appendsWait(owner, 2);
    all.push(...Array.from({ length: 40 }, () => open()));
    await letGo();
    expect(new Set(await Promise.all(all)).size).toBe(80);
    const { rows } = await owner.query('select count(distinct recorded_at)::int as appends from log.events');
    expect(rows[0].appends).toBeLessThanOrEqual(5);
  });

  it('puts what waits into one append', async () => {
    let read = 0;
    let allRead = (): void => undefined;
    const ready = new Promise<void>((resolve) => (allRead = resolve));
    // The text is read last before the append.
    const classify = () => {
      if (++read === 52) allRead();
      return { category: 'technical-it' as const, confidence: 1, words: [], categorizerVersion: 'spec' };
    };
    const reader = aCommandLoop(database.url, { categorizer: { version: 'spec', classify } });
    await open(reader.loop);
    const letGo = await holdAppends(owner);
    const first = open(reader.loop);
    await appendsWait(owner, 1);
    const rest = Array.from({ length: 50 }, () => open(reader.loop));
    await ready;
    await letGo();
    await Promise.all([first, ...rest]);
    const times = new Set((await readAfter(owner, 2, 100)).map((row) => row.recordedAt.getTime()));
    expect(times.size).toBe(1);
    await reader.end();
  });
});

describe('what is remembered', () => {
  it('is read again before anything is refused', async () => {
    const number = await open();
    await one.loop.run(aCommand('PostMessage', number, { text: 'x' }));
    await two.loop.run(aCommand('ChangeStatus', number, { status: 'active' }, helpdesk));
    // What `one` remembers is open, from where closing is refused.
    const closing = one.loop.run(aCommand('ChangeStatus', number, { status: 'closed' }, helpdesk));
    expect((await closing).answer.version).toBe(4);
  });

  it('is read again before anything is silent', async () => {
    const number = await open();
    await two.loop.run(aCommand('ChangeDescription', number, { description: 'Other' }));
    const back = await one.loop.run(aCommand('ChangeDescription', number, { description: 'No wifi' }));
    expect(back.answer.version).toBe(3);
  });

  it('does not let a user write on a ticket that another process closed', async () => {
    const number = await open();
    for (const status of ['active', 'closed'] as const) {
      await two.loop.run(aCommand('ChangeStatus', number, { status }, helpdesk));
    }
    await expect(one.loop.run(aCommand('PostMessage', number, { text: 'x' }))).rejects.toMatchObject({
      code: 'ticket.closed',
    });
  });
});

describe('when it is too much', () => {
  it('answers 503 with Retry-After beyond the bound, and does the rest', async () => {
    const small = aCommandLoop(database.url, { maxWaiting: 5 });
    const letGo = await holdAppends(owner);
    const first = open(small.loop);
    await appendsWait(owner, 1);
    const waiting = Array.from({ length: 5 }, () => open(small.loop));
    await expect(open(small.loop)).rejects.toMatchObject({
      status: 503,
      code: 'busy',
      init: { headers: { 'Retry-After': '1' } },
    });
    await letGo();
    expect(await Promise.all([first, ...waiting])).toHaveLength(6);
    await small.end();
  });

  it('answers 503 once the database was away for too long', async () => {
    const impatient = aCommandLoop(database.url.replace(/:\d+\//, ':1/'), { timeout: 200 });
    await expect(open(impatient.loop)).rejects.toMatchObject({ status: 503, code: 'busy' });
    await impatient.end();
  });

  it('takes nothing more while it closes, and finishes what waits', async () => {
    const last = open();
    const closing = one.loop.close();
    await expect(open()).rejects.toMatchObject({ code: 'busy' });
    expect(await last).toBeGreaterThan(0);
    await closing;
  });
});

describe('a connection that is lost', () => {
  it('before the append commits: it is sent again', async () => {
    await open();
    const letGo = await holdAppends(owner);
    const command = open();
    await appendsWait(owner, 1);
    await owner.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'processor' and datname = current_database()",
    );
    await letGo();
    expect(await command).toBeGreaterThan(0);
    expect(await verifyLog(owner)).toMatchObject({ ok: true, events: 2 });
  });

  it('with the answer of a committed append: the same command id finds it, once', async () => {
    const way = await aLossyWay(database.url);
    const distant = aCommandLoop(way.url);
    const number = await open(distant.loop);
    way.loseAnswers();
    const command = distant.loop.run(aCommand('PostMessage', number, { text: 'Once' }));
    while ((await readHead(owner)).position < 2);
    way.heal();
    expect(await command).toMatchObject({ status: 201, answer: { number, version: 2, position: 2 } });
    expect(await verifyLog(owner)).toMatchObject({ ok: true, events: 2 });
    await distant.end();
    way.end();
  });
});

it('a command that PostgreSQL cannot keep fails alone', async () => {
  const number = await open();
  const letGo = await holdAppends(owner);
  const first = open();
  await appendsWait(owner, 1);
  // No way in lets this through; it stands for whatever nobody thought of.
  const bad = one.loop.run(aCommand('PostMessage', number, { text: 'x' }, { key: 'a\0b' }));
  const good = open();
  await letGo();
  await expect(bad).rejects.toThrow(/invalid byte sequence/);
  expect(await Promise.all([first, good])).toHaveLength(2);
});

it('a ticket with an event of a newer software fails alone, and recovers with it', async () => {
  const number = await open();
  const { rows } = await owner.query('select stream from log.events');
  await owner.query(
    `insert into log.events select 2, $1, 2, gen_random_uuid(), 'TicketSold', 1, '{}', null, null, null, '{"role":"user"}',
    now(), leaf, hash from log.events`,
    [rows[0].stream],
  );
  await expect(two.loop.run(aCommand('PostMessage', number, { text: 'x' }))).rejects.toThrow(/TicketSold/);
  expect(await open(two.loop)).toBeGreaterThan(number);
});
