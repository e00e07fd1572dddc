import { createHash } from 'node:crypto';
import type pg from 'pg';
import { openClient } from '#libs/platform/database.js';
import sharp from 'sharp';
import { createTestDatabase, type TestDatabase } from '#support/servers.js';
import { startApi, type Answer, type SpecApi } from '#support/command-api.js';

let database: TestDatabase;
let api: SpecApi;
let owner: pg.Client;
let photo: Blob;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startApi({ DATABASE_URL: database.url });
  owner = await openClient({ connectionString: database.url });
  const bytes = await sharp({ create: { width: 300, height: 200, channels: 3, background: '#a33' } })
    .jpeg()
    .toBuffer();
  photo = new Blob([new Uint8Array(bytes)], { type: 'image/jpeg' });
});
afterAll(async () => {
  await api.stop();
  await owner.end();
  await database.drop();
});

function send(path: string, parts: readonly (readonly [string, string | Blob])[], key?: string): Promise<Answer> {
  const body = new FormData();
  for (const [name, value] of parts) {
    if (typeof value === 'string') body.append(name, value);
    else body.append(name, value, 'IMG_0001.jpg');
  }
  const headers = { 'helpdesk-role': 'user', ...(key && { 'idempotency-key': key }) };
  return api.fetch(path, { method: 'POST', headers, body });
}
const pictures = async (): Promise<number> =>
  Number((await owner.query('select count(*) from photos.pictures')).rows[0].count);

it('opens a ticket with photos, keeps their bytes apart and names them in version 2 of the event', async () => {
  const { status, body } = await send('/tickets', [
    ['description', 'The lamp is broken'],
    ['photos', photo],
    ['alt', 'The lamp'],
    ['photos', new Blob([])],
    ['alt', ''],
  ]);
  expect(status).toBe(201);
  const { rows } = await owner.query('select * from log.events where position = $1', [body.position]);
  const { photos } = JSON.parse(rows[0].private);
  expect(rows[0].schema_version).toBe(2);
  expect(rows[0].data).not.toContain('photos');
  expect(photos).toMatchObject([{ type: 'image/jpeg', width: 300, height: 200, alt: 'The lamp' }]);
  const kept = await owner.query('select * from photos.pictures where digest = $1', [photos[0].digest]);
  expect(createHash('sha256').update(kept.rows[0].content).digest('hex')).toBe(photos[0].digest);
});

it('an event without photos is still one of version 1, however it was sent', async () => {
  const asForm = await send('/tickets', [['description', 'No photo']]);
  const asJson = await api.send('user', 'POST', '/tickets', { description: 'No photo' });
  const { rows } = await owner.query('select schema_version as v from log.events where position = any($1)', [
    [asForm.body.position, asJson.body.position],
  ]);
  expect(rows).toEqual([{ v: 1 }, { v: 1 }]);
});

it('the same message with the same photo is sent once, and with another one it is another', async () => {
  const { body: ticket } = await api.send('user', 'POST', '/tickets', { description: 'Once' });
  const path = `/tickets/${ticket.number}/messages`;
  const message = [
    ['text', 'See'],
    ['photos', photo],
  ] as const;
  const first = await send(path, message, 'once');
  expect(first.status).toBe(201);
  expect(await send(path, message, 'once')).toMatchObject({ status: 201, body: first.body });
  expect(await send(path, [['text', 'See']], 'once')).toMatchObject({
    status: 422,
    body: { code: 'idempotency-key.reused' },
  });
});

it('what is rejected leaves no bytes', async () => {
  const before = await pictures();
  const other = await sharp({ create: { width: 30, height: 20, channels: 3, background: '#0a3' } })
    .png()
    .toBuffer();
  const blob = new Blob([new Uint8Array(other)]);
  for (const [parts, status, code] of [
    [[['photos', blob]], 400, 'body.malformed'],
    [
      [
        ['description', ' '],
        ['photos', blob],
      ],
      422,
      'description.empty',
    ],
    [[['description', 'x'], ...Array.from({ length: 5 }, () => ['photos', blob] as const)], 422, 'photo.too-many'],
    [
      [
        ['description', 'x'],
        ['photos', new Blob(['<svg/>'], { type: 'image/png' })],
      ],
      415,
      'photo.unsupported',
    ],
    [
      [
        ['description', 'x'],
        ['photos', new Blob([new Uint8Array(10 * 1024 * 1024 + 1)])],
      ],
      413,
      'photo.too-large',
    ],
  ] as const) {
    expect(await send('/tickets', parts)).toMatchObject({ status, body: { code } });
  }
  expect(await pictures()).toBe(before);
});

it('other commands take JSON only', async () => {
  const { body: ticket } = await api.send('user', 'POST', '/tickets', { description: 'JSON' });
  expect(await send(`/tickets/${ticket.number}/place`, [['place', 'B 204']])).toMatchObject({ status: 415 });
});
