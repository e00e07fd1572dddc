import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { openClient } from '#libs/platform/database.js';
import { append, type AppendRequest } from '#libs/event-log/append.js';
import { eraseStream } from '#libs/event-log/erase.js';
import { aRequest } from '#support/event-log.js';
import { findCommands } from '#libs/event-log/lookup.js';
import { readHead, readSealed } from '#libs/event-log/read.js';
import { createTestDatabase, type TestDatabase } from '#support/servers.js';
import { toLogLine } from '../cli/log-line.js';
import { answerLines } from './answers.js';
import { restore, type RestoreOptions } from './restore.js';
import { filesInTurn } from './spool.js';

const TICKET = 'ticket-01936a2e-6b10-7a52-9c3d-5f0e8a1b2c3d';

describe('restoring an export', () => {
  const folder = mkdtempSync(join(tmpdir(), 'helpdesk-restore-'));
  let from: TestDatabase;
  let to: TestDatabase;
  let source: pg.Client;
  let target: pg.Client;

  beforeEach(async () => {
    [from, to] = [await createTestDatabase(), await createTestDatabase()];
    source = await openClient({ connectionString: from.url });
    target = await openClient({ connectionString: to.url });
    await source.query('update log.log_identity set log_id = gen_random_uuid(), request_key = $1', [
      Buffer.alloc(32, 7),
    ]);
    await say({ commandId: 'a', stream: TICKET });
    await say({ commandId: 'b', stream: 'thing-2', events: [...aRequest().events, ...aRequest().events] });
    await say({ commandId: 'no-op', stream: TICKET, expectedVersion: 1, events: [], response: '{"status":200}' });
  });
  afterEach(async () => {
    await Promise.all([source.end(), target.end()]);
    await Promise.all([from.drop(), to.drop()]);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  async function say(parts: Partial<AppendRequest>): Promise<void> {
    const [result] = await append(source, [aRequest(parts)]);
    expect(result?.outcome).toBe('appended');
  }
  async function lines(after = 0): Promise<string[]> {
    const { logId, position } = await readHead(source);
    const rows = await readSealed(source, after, position - after);
    const events = rows.map((row) => toLogLine(row, logId));
    for await (const line of answerLines(source, logId, { after, until: position })) events.push(line);
    return events;
  }
  function take(exports: string[][], options?: RestoreOptions): ReturnType<typeof restore> {
    const files = exports.map((content, index) => {
      const file = join(folder, `${index}.ndjson`);
      writeFileSync(file, `${content.join('\n')}\n`);
      return file;
    });
    return restore(target, filesInTurn(files), options);
  }

  it('ends with the same hashes and id, and knows every command again', async () => {
    const restored = await take([await lines()]);
    expect(restored).toMatchObject({ ok: true, events: 3, answers: 3 });
    expect(await readHead(target)).toEqual(await readHead(source));
    const ids = ['a', 'b', 'no-op'];
    expect(await findCommands(target, ids)).toEqual(await findCommands(source, ids));
    const again = [
      aRequest({ commandId: 'a', stream: TICKET }),
      aRequest({ commandId: 'no-op', stream: TICKET, expectedVersion: 1 }),
    ];
    expect(await append(target, again)).toMatchObject([
      { outcome: 'duplicate', same: true, position: 1 },
      { outcome: 'duplicate', same: true, response: '{"status":200}' },
    ]);
    const other = aRequest({ commandId: 'b', stream: 'thing-2', requestHash: Buffer.alloc(32) });
    expect(await append(target, [other])).toMatchObject([{ outcome: 'duplicate', same: false }]);
  });

  it('takes a full export and those behind it, at once or one by one, and the same ones again', async () => {
    const first = await lines();
    await say({ commandId: 'c', stream: TICKET, expectedVersion: 1 });
    const second = await lines(3);
    await say({ commandId: 'late', stream: 'thing-2', expectedVersion: 2, events: [] });
    const third = await lines(4);
    await take([first]);
    expect(await take([second, third])).toMatchObject({ ok: true, head: await readHead(source) });
    expect(await take([first, second, third])).toMatchObject({ ok: true, head: await readHead(source) });
    expect((await findCommands(target, ['c', 'late'])).map(({ id }) => id).sort()).toEqual(['c', 'late']);
  });

  it('goes on where it was killed, and is not taken for the whole before', async () => {
    const killed = take([await lines()], {
      batch: 1,
      onProgress: (position) => {
        if (position === 2) throw new Error('killed');
      },
    });
    await expect(killed).rejects.toThrow('killed');
    const half = await readHead(target);
    expect(half.position).toBe(2);
    expect(half.logId).not.toBe((await readHead(source)).logId);
    expect(await take([await lines()])).toMatchObject({ ok: true, events: 3, head: await readHead(source) });
  });

  it('brings no text of before an erasure back, though an older export holds it', async () => {
    const before = await lines();
    await source.query('begin');
    await say({
      stream: TICKET,
      expectedVersion: 1,
      events: [{ ...aRequest().events[0]!, type: 'TextErased', private: null }],
    });
    await eraseStream(source, TICKET);
    await source.query('commit');
    await say({ stream: TICKET, expectedVersion: 2 });
    expect(await take([before, await lines(3)])).toMatchObject({ ok: true, erased: 1, head: await readHead(source) });
    const { rows } = await target.query<{ position: string }>(
      'select position from log.events where private is not null order by position',
    );
    expect(rows.map(({ position }) => Number(position))).toEqual([2, 3, 5]);
    expect((await findCommands(target, ['a']))[0]?.requestHash).toBeNull();
  });

  it.each<[string, (lines: string[]) => string[], RegExp]>([
    [
      'a changed text',
      (all) => all.map((line) => line.replace('only between us', 'something else')),
      /event 1 does not have the hash/,
    ],
    ['a missing event', (all) => all.toSpliced(1, 1), /line 2: event 2 is missing, here comes 3/],
    [
      'two events in the wrong order',
      ([a = '', b = '', ...rest]) => [b, a, ...rest],
      /begins with event 2, but the log is empty/,
    ],
    [
      'a line cut off',
      (all) => all.map((line, index) => (index === 2 ? line.slice(0, 90) : line)),
      /line 3: this is no line/,
    ],
    [
      'a changed answer',
      (all) => all.map((line) => line.replace('{\\"status\\":200}', '{\\"status\\":201}')),
      /answers before it are not those/,
    ],
    ['an answer less', (all) => all.filter((line) => !line.includes('"no-op"')), /answers before it are not those/],
    ['a lost end', (all) => all.slice(0, -1), /cut off among its answers/],
    ['something else', () => ['{"specversion":"1.0"}'], /line 1: this is no line/],
    ['nothing', () => [], /is empty/],
  ])('writes nothing at all when there is %s', async (_what, change, reason) => {
    await expect(take([change(await lines())], { batch: 1 })).rejects.toThrow(reason);
    expect((await readHead(target)).position).toBe(0);
  });

  it('writes nothing when its end is not what somebody wrote down', async () => {
    const { hash } = await readHead(source);
    const checkpointHash = { position: 3, hash: hash.toString('hex'), from: '--expect' };
    const all = (await lines()).slice(0, 2);
    await expect(take([all], { expect: [checkpointHash] })).rejects.toThrow(
      /ends at position 2, but --expect knows position 3/,
    );
    await expect(take([all], { expect: [{ ...checkpointHash, position: 2 }] })).rejects.toThrow(
      /another hash for position 2/,
    );
    expect((await readHead(target)).position).toBe(0);
    expect(await take([await lines()], { expect: [checkpointHash] })).toMatchObject({ ok: true });
  });

  it('is rejected by a log that lives, or that holds another past', async () => {
    const all = await lines();
    await append(target, [aRequest()]);
    await expect(take([all])).rejects.toThrow(/holds other events/);
    await expect(take([all.slice(0, 0).concat(all.slice(1))])).rejects.toThrow(
      /holds other events|does not have the hash/,
    );
    expect((await readHead(target)).position).toBe(1);
  });
});
