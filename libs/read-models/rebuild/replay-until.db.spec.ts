import { logReader } from '#libs/event-log/read.js';
import { randomHistory } from '../../../test/reference/history.js';
import { ticketsOf } from '../../../test/reference/model.js';
import { SeededRandom as Random } from '../../../bin/random.js';
import type { RawEvent } from '../../../test/reference/raw-event.js';
import { World } from '../../../test/reference/world.js';
import { listComputations } from '../computations.js';
import { compareSchemas, replayUntil, ReplaySchemaError } from './replay-until.js';

let world: World;
let events: RawEvent[];
beforeAll(async () => {
  world = await World.create('Europe/Rome');
  const made = randomHistory(new Random(5), Date.parse('2026-03-27T10:00Z'), []);
  events = Array.from({ length: 120 }, () => made.next().value as RawEvent);
  await world.write(events);
  await world.project(0);
});
afterAll(() => world.close());

function replay(until: number | Date, schema: string): Promise<number> {
  const log = logReader(world.owner);
  return replayUntil({ owner: world.owner, log, timeZone: 'Europe/Rome', until, schema });
}

it('builds the state of a past position apart from the live one', async () => {
  expect(await replay(70, 'audit_70')).toBe(70);
  const { rows } = await world.owner.query(
    'select number, status, message_count from audit_70.tickets order by number',
  );
  const wanted = ticketsOf(events.slice(0, 70)).sort((a, b) => a.number - b.number);
  expect(rows).toEqual(
    wanted.map(({ number, status, messageCount }) => ({ number, status, message_count: messageCount })),
  );
  const moment = await world.owner.query('select position::int, time_zone from audit_70.moment');
  expect(moment.rows).toEqual([{ position: 70, time_zone: 'Europe/Rome' }]);
  expect(await listComputations(world.owner)).toMatchObject([{ generation: 1, state: 'current', position: 120 }]);
});

it('takes a moment, and compares two', async () => {
  const at = (events[69] as RawEvent).recordedAt;
  const upTo = events.filter(({ recordedAt }) => recordedAt <= at).length;
  expect(await replay(at, 'by_time')).toBe(upTo);
  await replay(upTo, 'by_position');
  const same = await compareSchemas(world.owner, 'by_time', 'by_position');
  expect(same).toHaveLength(14);
  expect(same.filter(({ differences }) => differences > 0)).toEqual([]);
  await replay(120, 'by_position');
  const other = await compareSchemas(world.owner, 'by_time', 'by_position');
  expect(other.find(({ table }) => table === 'tickets')?.differences).toBeGreaterThan(0);
});

it.each([
  'read',
  'read_models',
  'read_0123456789ab',
  'read_0123456789ab_1',
  'log',
  'public',
  'pg_mine',
  'Upper',
  'a"b',
  'a b',
  '',
])('refuses the schema %j', async (schema) => {
  await expect(replay(1, schema)).rejects.toThrow(ReplaySchemaError);
});

it('never replaces a schema that it did not make', async () => {
  await world.owner.query('create schema precious');
  await expect(replay(1, 'precious')).rejects.toThrow('holds something else');
  await expect(compareSchemas(world.owner, 'precious', 'audit_70')).rejects.toThrow(ReplaySchemaError);
});
