import { createPool } from '#libs/platform/database.js';
import { aCommand, aCommandLoop, appendsWait, holdAppends } from '#support/command-loop.js';
import { createTestDatabase, type TestDatabase } from '#support/servers.js';

let database: TestDatabase;
let commands: ReturnType<typeof aCommandLoop>;

let others: ReturnType<typeof aCommandLoop>;

beforeAll(async () => {
  database = await createTestDatabase();
  commands = aCommandLoop(database.url);
  others = aCommandLoop(database.url);
});
afterAll(async () => {
  await Promise.all([commands.end(), others.end()]);
  await database.drop();
});

const helpdesk = { role: 'helpdesk' } as const;
const open = async (): Promise<number> =>
  (await commands.loop.run(aCommand('OpenTicket', undefined, { description: 'No wifi' }))).answer.number;
const mark = async (number: number, of: number | string | null, { loop } = commands) =>
  loop.run(aCommand('MarkDuplicate', number, { of }, helpdesk));

it('finds the other ticket by number and by UUID', async () => {
  const [one, two] = [await open(), await open()];
  const { answer } = await commands.loop.run(aCommand('PostMessage', one, { text: 'x' }));
  expect((await mark(two, one)).answer.version).toBe(2);
  // The same ticket again: nothing happens.
  expect((await mark(two, answer.ticketId)).answer.version).toBe(2);
  expect((await mark(two, null)).answer.version).toBe(3);
});

it('makes no circle by way of others, and may be linked again once a link of it is gone', async () => {
  const [one, two, three] = [await open(), await open(), await open()];
  await mark(two, one);
  await mark(three, two);
  await expect(mark(one, three)).rejects.toMatchObject({ status: 409, code: 'duplicate.cycle' });
  await expect(mark(one, one)).rejects.toMatchObject({ code: 'duplicate.cycle' });
  await mark(two, null);
  expect((await mark(one, three)).status).toBe(200);
});

it('names the other ticket where there is none, after the role', async () => {
  const one = await open();
  await expect(mark(one, 999_999)).rejects.toMatchObject({
    status: 404,
    code: 'ticket.not-found',
    init: { errors: [{ pointer: '/of' }] },
  });
  const user = aCommand('MarkDuplicate', one, { of: 999_999 });
  await expect(commands.loop.run(user)).rejects.toMatchObject({ code: 'role.not-allowed' });
});

it('makes no circle when two processes link two tickets with each other at the same time', async () => {
  const [one, two, three] = [await open(), await open(), await open()];
  await mark(three, two);
  const owner = createPool({ connectionString: database.url, max: 2 });
  const letGo = await holdAppends(owner);
  const links = [mark(one, three), mark(two, one, others)];
  await appendsWait(owner, 2);
  await letGo();
  await owner.end();
  const results = await Promise.allSettled(links);
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(results.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'duplicate.cycle' } });
});

it('makes no circle when everybody links everything at once', async () => {
  const numbers = await Promise.all(Array.from({ length: 8 }, open));
  const links = numbers.flatMap((from) => numbers.filter((to) => to !== from).map((to) => [from, to] as const));
  // Each ticket points somewhere in the end; without a circle one of them cannot.
  await Promise.allSettled(links.map(async ([from, to]) => mark(from, to)));
  const pool = createPool({ connectionString: database.url });
  const { rows } = await pool.query<{ stream: string; of: string | null }>(
    `select distinct on (stream) stream, data::json ->> 'of' as of from log.events
     where type like 'Duplicate%' order by stream, version desc`,
  );
  await pool.end();
  const linked = new Map(rows.map(({ stream, of }) => [stream.replace('ticket-', ''), of]));
  for (const start of linked.keys()) {
    const seen = new Set<string>();
    for (let at: string | null | undefined = start; at; at = linked.get(at)) {
      expect(seen.has(at)).toBe(false);
      seen.add(at);
    }
  }
});
