import type pg from 'pg';
import { openClient } from '#libs/platform/database.js';
import { readAfter } from '#libs/event-log/read.js';
import { randomHistory } from '../../../test/reference/history.js';
import { SeededRandom as Random } from '../../../bin/random.js';
import type { RawEvent } from '../../../test/reference/raw-event.js';
import { startComputation, World } from '../../../test/reference/world.js';
import { currentSchema } from '../computations.js';
import { compare } from '../rebuild/compare.js';
import { applyBatch, OtherLogError } from './apply-batch.js';
import { readable, type Incoming } from './incoming.js';

const EVENTS = 120;
const START = Date.parse('2026-03-27T10:00Z');

function history(seed: number, count = EVENTS): RawEvent[] {
  const made = randomHistory(new Random(seed), START, []);
  return Array.from({ length: count }, () => made.next().value as RawEvent);
}

let world: World;
beforeEach(async () => {
  world = await World.create('Europe/Rome');
});
afterEach(() => world.close());

const read = async (after = 0): Promise<Incoming[]> =>
  readable(await readAfter(world.projector, after, 1_000)).incoming;
const apply = (batch: readonly Incoming[]) => applyBatch(world.projector, batch, { logId: world.logId });
const differences = async (): Promise<number> => {
  const before = (await currentSchema(world.projector)) as string;
  const schema = await startComputation(world.projector, 'Europe/Rome');
  await apply(await read());
  const compared = await compare(world.owner, before, schema);
  expect(compared.find(({ table }) => table === 'tickets')?.rows).toBeGreaterThan(0);
  return compared.reduce((sum, table) => sum + table.differences, 0);
};

it.each([1, 2, 3])('comes out the same one by one and all at once (history %i)', async (seed) => {
  await world.write(history(seed));
  for (const one of await read()) await apply([one]);
  expect(await differences()).toBe(0);
});

it('keeps texts sign by sign', async () => {
  const texts = ['NULL', '{a,b}', '"in quotes"', 'C:\\temp\\', 'a\nb\tc', "l'ora", '\u{1f6bd} \u2028', '$1::text'];
  const [opening] = history(1, 1) as [RawEvent];
  const opened = texts.map((description, i) => ({
    ...opening,
    position: i + 1,
    stream: opening.stream.replace(/.$/, String(i)),
    data: JSON.stringify({ ...(JSON.parse(opening.data) as object), number: i + 1 }),
    private: JSON.stringify({ ...(JSON.parse(opening.private ?? '{}') as object), description, words: [description] }),
  }));
  await world.write(opened);
  await apply(await read());
  const { rows } = await world.query.query(`select description, words from texts order by number`);
  expect(rows).toEqual(texts.map((description) => ({ description, words: [description] })));
});

it('ignores what it has, in any overlap', async () => {
  await world.write(history(4));
  const all = await read();
  const random = new Random(4);
  for (let position = 0; position < EVENTS;) {
    const from = random.below(position + 1);
    const applied = await apply(all.slice(from, Math.min(position + 1 + random.below(20), EVENTS)));
    position = applied?.position ?? 0;
  }
  expect(await apply(all)).toMatchObject({ position: EVENTS });
  expect(await differences()).toBe(0);
});

it('applies nothing behind a hole, and says where it is', async () => {
  await world.write(history(5, 10));
  const all = await read();
  await apply(all.slice(0, 3));
  expect(await apply(all.slice(5))).toEqual({
    schema: await currentSchema(world.projector),
    position: 3,
    parked: [],
    missingBefore: 6,
  });
});

it('lets two projectors at once change nothing twice', async () => {
  await world.write(history(6));
  const other = await openClient({
    connectionString: world.url,
    options: '-c role=helpdesk_projector',
    pipeline: true,
  });
  const run = async (client: pg.Client, step: number): Promise<void> => {
    for (let position = 0; position < EVENTS;) {
      const batch = readable(await readAfter(client, position, step)).incoming;
      position = (await applyBatch(client, batch, { logId: world.logId }))?.position ?? 0;
    }
  };
  await Promise.all([run(world.projector, 7), run(other, 5)]);
  await other.end();
  expect(await differences()).toBe(0);
});

it('parks what cannot be applied, marks its ticket and goes on', async () => {
  const [opening, ...rest] = history(7, 40).filter((event, _, all) => event.stream === all[0]?.stream) as [
    RawEvent,
    ...RawEvent[],
  ];
  const wrong = {
    ...opening,
    type: 'StatusChanged',
    data: '{"from":"active","to":"closed"}',
    private: null,
    schemaVersion: 1,
  };
  const malformed = { ...wrong, data: '{"from":1}' };
  const story = [opening, wrong, malformed, { ...wrong, type: 'MeTooAdded', data: '{}' }];
  await world.write(story.map((event, i) => ({ ...event, position: i + 1, version: i + 1 })));
  expect(rest.length).toBeGreaterThan(0);
  const applied = await apply(await read());
  expect(applied?.parked.map(({ position, type }) => [position, type])).toEqual([
    [2, 'StatusChanged'],
    [3, 'StatusChanged'],
  ]);
  const { rows } = await world.query.query(`select status, parked, me_too_count, version from tickets`);
  expect(rows).toEqual([{ status: 'open', parked: true, me_too_count: 1, version: 4 }]);
});

it('refuses the events of another log', async () => {
  await world.write(history(8, 5));
  const all = await read();
  await apply(all.slice(0, 2));
  const other = applyBatch(world.projector, all, { logId: '00000000-0000-4000-8000-000000000000' });
  await expect(other).rejects.toThrow(OtherLogError);
});

it('commits nothing of a batch when one of its statements fails, and goes on afterwards', async () => {
  await world.write(history(8, 5));
  const schema = await currentSchema(world.owner);
  const rename = (from: string, to: string) => world.owner.query(`alter table ${schema}.${from} rename to ${to}`);
  await rename('vocabulary', 'elsewhere');
  await expect(apply(await read())).rejects.toThrow(/vocabulary/);
  const { rows } = await world.query.query('select position::int, (select count(*)::int from tickets) from checkpoint');
  expect(rows).toEqual([{ position: 0, count: 0 }]);
  await rename('elsewhere', 'vocabulary');
  expect(await apply(await read())).toMatchObject({ position: 5 });
});

it('leaves nothing of an erased text', async () => {
  const events = history(9, 200);
  await world.write(events);
  await apply(await read());
  const erased = events.filter(({ type }) => type === 'TextErased');
  expect(erased.length).toBeGreaterThan(0);
  const opening = events.find(({ type, version }) => type === 'TicketOpened' && version === 1) as RawEvent;
  const last = events.filter(({ stream }) => stream === opening.stream).at(-1) as RawEvent;
  await world.write([
    { ...last, position: 201, version: last.version + 1, type: 'TextErased', data: '{"reason":"x"}', private: null },
  ]);
  await apply(await read(200));
  const id = opening.stream.replace('ticket-', '');
  const texts = await world.query.query(
    `select x.description, x.words, s.words::text as indexed from texts x
     join search s using (number) where ticket_id = $1`,
    [id],
  );
  expect(texts.rows).toEqual([{ description: null, words: [], indexed: '' }]);
  const past = await world.query.query(`select from texts_history where ticket_id = $1 and description is not null`, [
    id,
  ]);
  expect(past.rowCount).toBe(0);
  expect(await differences()).toBe(0);
});

it('lets the projector change nothing but the read models, and readers nothing at all', async () => {
  const schema = await currentSchema(world.projector);
  await expect(world.projector.query('update read_models.definitions set current = null')).rejects.toThrow(
    /permission denied/,
  );
  await expect(world.projector.query(`create table ${schema}.more (n integer)`)).rejects.toThrow(/permission denied/);
  await expect(world.projector.query('delete from log.events')).rejects.toThrow(/permission denied/);
  await expect(world.query.query('delete from tickets')).rejects.toThrow(/permission denied/);
  await expect(world.query.query('select read_models.create_computation($1, $2)', ['x', 'UTC'])).rejects.toThrow(
    /permission denied/,
  );
});
