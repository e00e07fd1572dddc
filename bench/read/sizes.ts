import type pg from 'pg';
import { currentSchema, dropComputation, listComputations } from '#libs/read-models/computations.js';
import { READ_SETTINGS } from '#libs/read-models/queries/sql.js';
import { ReadPool } from '#libs/read-models/read-pool.js';
import { closedLoop } from '../log/closed-loop.js';
import { takeTurns, type Load, type Row } from '../log/rounds.js';
import { usedCores } from '../process-times.js';
import { figures, lists, others, past, searches, type Question } from './questions.js';
import { makeRows } from './rows.js';

export interface Plan {
  readonly databaseUrl: string;
  readonly tickets: readonly number[];
  readonly clients: number;
  readonly rounds: number;
  /** How long each question is put in a round; 0 only makes the rows. */
  readonly seconds: number;
  /** Names of the questions that are put. */
  readonly only: RegExp;
  /** The process of PostgreSQL. */
  readonly postgres: number;
}

/** As many as query-api has, and set as its own are. */
const CONNECTIONS = 8;
/** Seconds until Node has compiled what it does, and each connection has its plans. */
const WARM_UP = 1.5;
/** Seconds for each million tickets, until the buffers of PostgreSQL are full. */
const FILL = 1;

/** Connections like those of query-api. */
function readers(databaseUrl: string): ReadPool {
  return new ReadPool({
    connectionString: databaseUrl,
    max: CONNECTIONS,
    options: `-c role=helpdesk_query ${READ_SETTINGS}`,
  });
}

/** Puts those of some questions that the plan names, so many rounds of them. */
async function ask(
  pool: ReadPool,
  { only, postgres, rounds, seconds }: Plan,
  clients: number,
  questions: Readonly<Record<string, Question>>,
  say: (words: string) => void,
): Promise<Row[]> {
  const asked = Object.entries(questions).filter(([name]) => only.test(name));
  const load = ([name, question]: [string, Question]): [string, Load] => [
    name,
    (many, lasting) => closedLoop(many, lasting, () => question(pool)),
  ];
  const cores = (): Record<string, number> => usedCores({ Node: [process.pid] }, postgres);
  return takeTurns(Object.fromEntries(asked.map(load)), { clients: [clients], rounds, seconds }, cores, say);
}

/** Puts the questions about the past to read models that were computed from a log. */
export async function measurePast(databaseUrl: string, plan: Plan, say: (words: string) => void): Promise<Row[]> {
  const pool = readers(databaseUrl);
  const rows = await ask(pool, plan, 1, past, say);
  await pool.end();
  return rows;
}

/** Puts questions to read models of growing size, so many rounds of them, and tells the answers for each size. */
export async function* measureSizes(
  owner: pg.Client,
  plan: Plan,
  say: (words: string) => void,
): AsyncGenerator<{ readonly tickets: number; readonly bytes: number; readonly rows: readonly Row[] }> {
  for (const tickets of plan.tickets) {
    await layRows(owner, tickets, say);
    if (plan.seconds === 0) continue;
    const pool = readers(plan.databaseUrl);
    say('warming up');
    await readAll(owner);
    for (const question of [lists['first page'], lists['oldest first']] as Question[])
      await closedLoop(plan.clients, WARM_UP, () => question(pool));
    await closedLoop(plan.clients, (FILL * tickets) / 1e6, () => (lists['random page'] as Question)(pool));
    const found = prefixed('search: ', searches);
    const rows = await ask(pool, plan, plan.clients, { ...lists, ...found }, say);
    rows.push(...(await ask(pool, plan, 1, { ...found, ...others, ...figures }, say)));
    await pool.end();
    yield { tickets, bytes: await searchBytes(owner), rows };
  }
}

function prefixed(prefix: string, questions: Readonly<Record<string, Question>>): Record<string, Question> {
  return Object.fromEntries(Object.entries(questions).map(([name, question]) => [`${prefix}${name}`, question]));
}

/** Reads every table and index into memory once: how fast the disk is, is not measured. */
async function readAll(owner: pg.Client): Promise<void> {
  await owner.query('create extension if not exists pg_prewarm');
  await owner.query(
    `select pg_prewarm(c.oid, 'read') from pg_class c where c.relnamespace = '${await currentSchema(owner)}'::regnamespace and c.relkind in ('r', 'i')`,
  );
}

/** What words and vocabulary take on the disk, with their indexes. */
async function searchBytes(owner: pg.Client): Promise<number> {
  const schema = await currentSchema(owner);
  const text = `select (pg_total_relation_size('${schema}.search') + pg_total_relation_size('${schema}.vocabulary'))::float8 as bytes`;
  return (await owner.query<{ bytes: number }>(text)).rows[0]?.bytes ?? 0;
}

/** Rows of so many tickets, unless they are there from a run before. */
async function layRows(owner: pg.Client, tickets: number, say: (words: string) => void): Promise<void> {
  const before = await listComputations(owner);
  const current = before.find(({ state }) => state === 'current');
  if (current) {
    const text = `select sum(open + active + closed)::integer as tickets from ${current.schema}.categories`;
    if ((await owner.query<{ tickets: number }>(text)).rows[0]?.tickets === tickets) return;
  }
  say(`making the rows of ${tickets.toLocaleString('en')} tickets`);
  const schema = await makeRows(owner, tickets);
  for (const one of before) await dropComputation(owner, one.schema);
  await owner.query(`vacuum ${schema}.tickets, ${schema}.texts, ${schema}.search, ${schema}.vocabulary`);
}
