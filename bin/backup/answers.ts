import { createHash } from 'node:crypto';
import type pg from 'pg';
import { numbers, readAt } from '#libs/event-log/read.js';
import { readRequestKey } from '#libs/event-log/lookup.js';
import type { AnswerLine, OtherLine } from './answer-line.js';

const PAGE = 1_000;

/** No-ops have the position of an older event, so that the time alone says what came after `after`. */
const ANSWERS = `select id, encode(request_hash, 'hex') as requesthash, stream, version, position, answer, recorded_at as at
  from log.commands where id > $1 and position <= $2 and recorded_at >= $3 order by id limit ${PAGE}`;

interface AnswerRow {
  id: string;
  requesthash: string | null;
  stream: string;
  version: number;
  position: number;
  answer: string;
  at: Date;
}

/**
 * The lines of an export that hold the stored answers of commands up to a position, with their key and their end. Those of the last
 * moment up to `after` come again: a restore passes over what it has.
 */
export async function* answerLines(
  owner: pg.Client,
  logId: string,
  range: { readonly after: number; readonly until: number },
): AsyncGenerator<string> {
  yield toText({ kind: 'request-key', logid: logId, requestkey: (await readRequestKey(owner)).toString('hex') });
  const since = (await readAt(owner, range.after))?.recordedAt ?? new Date(0);
  const digest = createHash('sha256');
  let [answers, last] = [0, ''];
  for (;;) {
    const values = [last, range.until, since];
    const { rows } = await owner.query<AnswerRow>({ text: ANSWERS, values, types: numbers });
    if (rows.length === 0) break;
    for (const row of rows) {
      const line = toText(toLine(row));
      digest.update(`${line}\n`);
      yield line;
    }
    answers += rows.length;
    last = rows.at(-1)?.id ?? last;
  }
  yield toText({ kind: 'end', answers, digest: digest.digest('hex') });
}

function toLine({ id, requesthash, stream, version, position, answer, at }: AnswerRow): AnswerLine {
  const hash = requesthash === null ? {} : { requesthash };
  return { kind: 'answer', id, ...hash, stream, streamversion: version, position, answer, time: at.toISOString() };
}

function toText(line: OtherLine): string {
  return JSON.stringify(line);
}

const INSERT = `with given as (
    select * from unnest($1::text[], $2::text[], $3::text[], $4::integer[], $5::bigint[], $6::text[], $7::timestamptz[])
      as g (id, request_hash, stream, version, position, answer, recorded_at))
  insert into log.commands (id, request_hash, stream, version, position, answer, recorded_at)
  select distinct on (id) id, decode(request_hash, 'hex'), stream, version, position, answer, recorded_at from given
  where not exists (select from log.commands known where known.id = given.id)`;

/** Puts answers of an export into the log; those that are there already stay as they are. */
export async function restoreAnswers(owner: pg.Client, lines: readonly AnswerLine[]): Promise<void> {
  await owner.query(INSERT, [
    lines.map(({ id }) => id),
    lines.map(({ requesthash }) => requesthash ?? null),
    lines.map(({ stream }) => stream),
    lines.map(({ streamversion }) => streamversion),
    lines.map(({ position }) => position),
    lines.map(({ answer }) => answer),
    lines.map(({ time }) => time),
  ]);
}

/**
 * Gives the log the key of the exported one.
 * @returns false when it holds answers that were made with another
 */
export async function restoreKey(owner: pg.Client, key: Buffer): Promise<boolean> {
  if ((await readRequestKey(owner)).equals(key)) return true;
  const text = 'update log.log_identity set request_key = $1 where not exists (select from log.commands)';
  return (await owner.query(text, [key])).rowCount === 1;
}
