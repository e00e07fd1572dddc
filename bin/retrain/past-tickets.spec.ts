import { randomUUID } from 'node:crypto';
import { readFileSync, mkdtempSync, rmSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { openClient } from '#libs/platform/database.js';
import { decodeModel } from '#libs/categorizer/model/model-file.js';
import { importEvents } from '#libs/event-log/import-events.js';
import { createTestDatabase, type TestDatabase } from '#support/servers.js';
import type { Category, TicketEvent } from '#libs/tickets/events.js';
import { toStored } from '#libs/tickets/stored-events.js';
import { helpdesk } from '#support/cli.js';
import { readPastTickets } from './past-tickets.js';

const TIME = Date.UTC(2026, 9, 1);
let past = 0;

const opened = (number: number, description: string, category: Category): TicketEvent => ({
  type: 'TicketOpened',
  data: { number, description, classification: { category, confidence: 0.5, words: [], categorizerVersion: '1' } },
});
const described = (description: string, category?: Category): TicketEvent => ({
  type: 'DescriptionChanged',
  data: {
    description,
    ...(category && { classification: { category, confidence: 0.5, words: [], categorizerVersion: '1' } }),
  },
});
const corrected = (from: Category, to: Category): TicketEvent => ({ type: 'CategoryChanged', data: { from, to } });
const confirmed = (category: Category): TicketEvent => ({ type: 'CategoryConfirmed', data: { category } });
const taken: TicketEvent = { type: 'StatusChanged', data: { from: 'open', to: 'active' } };
const done: TicketEvent = { type: 'StatusChanged', data: { from: 'active', to: 'closed' } };

/** The history of one ticket, a second after all that was made before. */
function ticket(...events: TicketEvent[]) {
  const stream = `ticket-${randomUUID()}`;
  return events.map((event, at) => ({
    eventId: randomUUID(),
    stream,
    version: at + 1,
    recordedAt: new Date(TIME + 1000 * past++),
    ...toStored(event, { role: 'helpdesk', commandId: randomUUID(), correlationId: randomUUID() }),
  }));
}

describe('what was decided about past tickets', () => {
  let database: TestDatabase;
  let owner: pg.Client;

  beforeAll(async () => {
    database = await createTestDatabase();
    owner = await openClient({ connectionString: database.url });
    await importEvents(owner, [
      [
        ...ticket(opened(1, 'The wifi is slow', 'technical-it'), taken, done),
        ...ticket(
          opened(2, 'It drips on the printer', 'technical-it'),
          corrected('technical-it', 'facility-management'),
          described('It drips'),
        ),
        ...ticket(opened(3, 'The soup was cold', 'services-complaints'), confirmed('services-complaints')),
        ...ticket(opened(4, 'Nobody has decided', 'technical-it'), taken),
        ...ticket(opened(5, 'It is cold', 'facility-management'), described('The soup is cold', 'services-complaints')),
      ],
    ]);
  }, 60_000);
  afterAll(async () => {
    await owner.end();
    await database.drop();
  });

  it('is read from the log: corrected, confirmed, closed as it was, or nothing yet', async () => {
    expect(await readPastTickets(owner, 100)).toEqual([
      {
        number: 1,
        text: 'The wifi is slow',
        said: 'technical-it',
        decision: { category: 'technical-it', how: 'closed' },
      },
      {
        number: 2,
        text: 'It drips',
        said: 'technical-it',
        decision: { category: 'facility-management', how: 'corrected' },
      },
      {
        number: 3,
        text: 'The soup was cold',
        said: 'services-complaints',
        decision: { category: 'services-complaints', how: 'confirmed' },
      },
      { number: 4, text: 'Nobody has decided', said: 'technical-it' },
      { number: 5, text: 'The soup is cold', said: 'services-complaints' },
    ]);
  });

  it('is that of the newest when there are more', async () => {
    expect((await readPastTickets(owner, 2)).map((found) => found.number)).toEqual([4, 5]);
  });
});

const long = process.env['RUN_LONG'] ? describe : describe.skip;

long('helpdesk retrain (RUN_LONG=1)', () => {
  it(
    'learns from the log and says what would have changed',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'retrain-'));
      const file = join(folder, 'campus.model');
      const database = await createTestDatabase();
      expect((await helpdesk(database.url, ['retrain', '--out', file])).code).toBe(1);
      expect((await helpdesk(database.url, ['demo'])).code).toBe(0);
      const { code, data, words } = await helpdesk(database.url, ['retrain', '--out', file]);
      await database.drop();
      const {
        before,
        after,
        past: counts,
        examples,
        written,
      } = JSON.parse(data) as Record<string, Record<string, number>>;
      expect(examples).toEqual({
        corrected: expect.any(Number) as number,
        confirmed: expect.any(Number) as number,
        closed: expect.any(Number) as number,
      });
      expect(counts!['towards']).toBeLessThanOrEqual(counts!['changed']!);
      expect(words).toMatch(/would have changed \d+ of \d+ past tickets, \d+ of them towards the human decision/);
      const kept = after!['right']! >= before!['right']!;
      expect({ code, written, there: existsSync(file) }).toEqual({
        code: kept ? 0 : 1,
        written: kept ? file : null,
        there: kept,
      });
      const model = kept ? file : undefined;
      const version = model && decodeModel(readFileSync(model)).version;
      expect(version).toBe(kept ? after!['version'] : undefined);
      const args = model ? ['--model', model] : [];
      const classified = await helpdesk('', ['classify', ...args], { input: 'The lift is stuck\n' });
      expect(JSON.parse(classified.data)).toMatchObject({ category: 'facility-management' });
      rmSync(folder, { recursive: true });
    },
    20 * 60_000,
  );
});
