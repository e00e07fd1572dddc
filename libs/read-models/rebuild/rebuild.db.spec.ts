import { openClient } from '#libs/platform/database.js';
import { readAfter, readHead } from '#libs/event-log/read.js';
import { randomHistory } from '../../../test/reference/history.js';
import { SeededRandom as Random } from '../../../bin/random.js';
import type { RawEvent } from '../../../test/reference/raw-event.js';
import { World } from '../../../test/reference/world.js';
import { readCurrentCheckpoint } from '../queries/checkpoint.js';
import { listTickets } from '../queries/tickets.js';
import { currentSchema, listComputations, RebuildRunningError } from '../computations.js';
import { completeSearch } from '../search/write-search.js';
import { rebuild, type Progress, type RebuildOptions } from './rebuild.js';

const EVENTS = 300;

let world: World;
let made: Generator<RawEvent>;
beforeEach(async () => {
  world = await World.create('Europe/Rome');
  made = randomHistory(new Random(1), Date.parse('2026-03-27T10:00Z'), []);
  await more(EVENTS);
});
afterEach(() => world.close());

async function more(count: number): Promise<void> {
  await world.write(Array.from({ length: count }, () => made.next().value as RawEvent));
}

function options(changes: Partial<RebuildOptions> = {}): RebuildOptions {
  return {
    connect: async () => {
      const client = await openClient({
        connectionString: world.url,
        options: '-c role=helpdesk_projector',
        pipeline: true,
      });
      return client;
    },
    log: {
      readAfter: (after, limit) => readAfter(world.owner, after, Math.min(limit, 50)),
      readHead: () => readHead(world.owner),
    },
    timeZone: 'Europe/Rome',
    strict: true,
    compare: true,
    ...changes,
  };
}

it('computes the same again, compares every row, and switches', async () => {
  await world.project(0);
  const before = await listTickets(world.query, { limit: 200 });
  const { generation, position, compared } = await rebuild(options());
  expect({ generation, position }).toEqual({ generation: 2, position: EVENTS });
  expect(compared).toHaveLength(14);
  expect(compared.filter(({ differences }) => differences > 0)).toEqual([]);
  expect(compared.find(({ table }) => table === 'tickets')?.rows).toBe(before.items.length);
  world.query.follow((await currentSchema(world.owner)) as string);
  expect((await listTickets(world.query, { limit: 200 })).items).toEqual(before.items);
  expect(await listComputations(world.owner)).toMatchObject([
    { generation: 1, state: 'previous' },
    { generation: 2, state: 'current' },
  ]);
});

it('finds what was tampered with, and puts it right', async () => {
  await world.project(0);
  const schema = await currentSchema(world.owner);
  const { rows } = await world.owner.query(
    `update ${schema}.tickets set message_count = 99 where number in (1, 2) returning ticket_id as id`,
  );
  await world.owner.query(
    `delete from ${schema}.vocabulary where word in (select word from ${schema}.vocabulary limit 1)`,
  );
  const { compared } = await rebuild(options());
  const found = compared
    .filter(({ differences }) => differences > 0)
    .map(({ table, differences }) => [table, differences]);
  expect(found).toEqual([
    ['tickets', 2],
    ['vocabulary', 1],
  ]);
  expect(compared[0]?.examples).toEqual(
    expect.arrayContaining(rows.map(({ id }: { id: string }) => `ticket_id=${id}`)),
  );
  expect((await rebuild(options())).compared.every(({ differences }) => differences === 0)).toBe(true);
});

it.each(['among the events', 'after the words were counted'])(
  'is taken up where it was interrupted, %s',
  async (when) => {
    const stop = new AbortController();
    await world.project(0);
    const interrupted = rebuild(
      options({ signal: stop.signal, onProgress: ({ position }) => position >= 100 && stop.abort() }),
    );
    await expect(interrupted).rejects.toThrow(/aborted/);
    const unfinished = (await listComputations(world.owner)).find(({ state }) => state === 'filling');
    if (when === 'after the words were counted') await completeSearch(world.owner, unfinished?.schema ?? '');
    const { resumedFrom, position, compared } = await rebuild(options());
    expect(resumedFrom).toBeGreaterThanOrEqual(100);
    expect(position).toBe(EVENTS);
    expect(compared.every(({ differences }) => differences === 0)).toBe(true);
  },
);

it('goes on while events are written and projected, and readers see no older state', async () => {
  await world.project(0);
  const seen: number[] = [];
  const done = new AbortController();
  const reader = (async () => {
    while (!done.signal.aborted) seen.push((await readCurrentCheckpoint(world.owner)).position);
  })();
  const writer = (async () => {
    for (let n = 0; n < 20; n++) {
      await more(10);
      await world.project(EVENTS + n * 10);
    }
  })();
  const { compared } = await rebuild(options({ log: { ...options().log, readHead: () => readHead(world.owner) } }));
  await writer;
  await world.project(0);
  done.abort();
  await reader;
  expect(compared.every(({ differences }) => differences === 0)).toBe(true);
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  expect((await readCurrentCheckpoint(world.owner)).position).toBe(EVENTS + 200);
  expect((await rebuild(options())).compared.every(({ differences }) => differences === 0)).toBe(true);
});

it('brings an erasure to the current read models before it compares, when no projector does', async () => {
  let event = made.next().value as RawEvent;
  for (; event.type !== 'TextErased'; event = made.next().value as RawEvent) await world.write([event]);
  await world.project(0);
  await world.write([event]);
  const { compared, position } = await rebuild(options());
  expect(position).toBe(event.position);
  expect(compared.filter(({ differences }) => differences > 0)).toEqual([]);
});

it('follows a new time zone', async () => {
  await world.project(0);
  await rebuild(options({ timeZone: 'Asia/Kathmandu' }));
  expect((await readCurrentCheckpoint(world.owner)).timeZone).toBe('Asia/Kathmandu');
});

it('stops at an event that cannot be applied, and leaves the live read models as they are', async () => {
  const wrong = {
    ...(made.next().value as RawEvent),
    type: 'StatusChanged',
    schemaVersion: 1,
    data: '{}',
    private: null,
  };
  await world.write([wrong]);
  await world.project(0);
  await expect(rebuild(options())).rejects.toThrow(`event ${EVENTS + 1} (StatusChanged) cannot be applied`);
  expect((await listComputations(world.owner))[0]).toMatchObject({
    generation: 1,
    state: 'current',
    position: EVENTS + 1,
  });
  expect((await rebuild(options({ strict: false }))).compared.every(({ differences }) => differences === 0)).toBe(true);
});

it('is done by one at a time', async () => {
  const phases: Progress['phase'][] = [];
  const first = rebuild(options({ onProgress: ({ phase }) => phases.push(phase) }));
  const second = rebuild(options());
  const results = await Promise.allSettled([first, second]);
  const failed = results.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
  expect(failed.map(({ reason }) => reason.constructor)).toEqual([RebuildRunningError]);
});
